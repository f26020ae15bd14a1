"""The demo county: invented people on real divisions."""
