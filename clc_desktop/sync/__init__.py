"""Files that travel: documents of typed records, encrypted and signed. Pure bytes and values, no database, no disk.

``reader`` is the door: ``seal`` makes a file, ``open_file`` and ``open_registration`` take one in, in the one order
that is safe: verify, decrypt, decompress under a limit, decode, compare the inside with the outside.
"""
