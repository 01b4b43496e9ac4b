from setuptools import setup

setup(name="pebble", version="1.2", py_modules=["pebble"])
