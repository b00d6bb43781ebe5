"""Reading model files as data; nothing of them is built or run."""
