"""Cases of the corpus whose words differ between the launcher's programs and the native one, each with its reason."""

KNOWN = {
    "a.npz: a cut archive": "The runner says what is damaged; the launcher's reader of archives does not tell.",
    "a.npz: a changed array": "The runner names the entry that is wrong; the launcher's reader does not tell.",
    "a.npy: a promise of a terabyte": "The launcher looks at the promise before it looks at the file.",
}
