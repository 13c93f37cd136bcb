# Run once, outside the sandbox and without any program: which files make up this Python. Prints one line of JSON.

import importlib
import json
import os
import sys
import sysconfig

# Modules for terminals and local services: they would bring further libraries into the sandbox.
LEFT_OUT = ("nis", "_dbm", "_gdbm", "ossaudiodev", "_curses", "_curses_panel", "readline", "_tkinter")

stdlib = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
extensions = os.path.join(stdlib[1], "lib-dynload")
for file in sorted(os.listdir(extensions) if os.path.isdir(extensions) else []):
    name = file.split(".")[0]
    if name not in LEFT_OUT and "test" not in name and not name.startswith("xx"):
        try:
            importlib.import_module(name)
        except ImportError:
            pass

with open("/proc/self/maps", encoding="utf-8") as maps:
    mapped = {line.split(None, 5)[5].strip() for line in maps if ".so" in line}
libraries = sorted(file for file in mapped if os.path.isfile(file) and not file.startswith(extensions))
links = [[os.path.join(os.path.dirname(file), entry), os.path.basename(file)]
         for file in libraries for entry in os.listdir(os.path.dirname(file))
         if os.path.islink(os.path.join(os.path.dirname(file), entry))
         and os.path.realpath(os.path.join(os.path.dirname(file), entry)) == file]
loaders = [[path, os.path.realpath(path)]
           for path in ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1")
           if os.path.realpath(path) in libraries and path not in libraries]

print(json.dumps({
    "executable": os.path.realpath(getattr(sys, "_base_executable", sys.executable)),
    "version": sys.version.split()[0],
    "folders": sorted(set(os.path.realpath(folder) for folder in stdlib)),
    "libraries": libraries,
    "links": links,
    "loaders": loaders,
}))
