"""Lists as they come: sheets, headings and lines read into travellers, outcomes and reasons."""
