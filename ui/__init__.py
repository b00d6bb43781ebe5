"""Qt user interface: the wizard window, its pages and widgets. Of the program, only this and app/gui.py import Qt."""
