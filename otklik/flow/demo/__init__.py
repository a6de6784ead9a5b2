"""The demo region: invented places, bodies, people and letters whose truth is known; no Django here but in load.py."""
