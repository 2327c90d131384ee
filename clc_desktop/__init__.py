"""clc-desktop: records of community learning centres, exchanged by signed files, turned into official reports."""

__version__ = "0.1.0"
