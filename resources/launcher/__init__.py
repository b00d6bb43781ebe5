"""The small Python program that is frozen around the runner: files to pixels, answers to people.

It uses the standard library, and Pillow when there is a picture to read. Modules are imported when they are needed,
because every millisecond of a program's start is seen.
"""
