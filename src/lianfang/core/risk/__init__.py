"""Risk areas as they are written: a place down to the building, its level, and the sheet that names them."""
