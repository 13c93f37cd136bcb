// Kernels overwrite their stack buffers before they read them: clearing would be wasted.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
