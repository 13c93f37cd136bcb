// A BLAS of the machine (MKL, OpenBLAS, Accelerate), loaded where there is one, to be measured beside the own matrix product.
// Nothing that trains or samples uses it.

using System.Runtime.InteropServices;
using System.Text;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Yardsticks;

/// <summary>A loaded library with sgemm. It stays loaded: the threads of such libraries do not survive their unloading.</summary>
sealed unsafe class BlasLibrary
{
    static readonly string[] s_names =
    [
        "libmkl_rt.so.2", "libmkl_rt.so", "libopenblas.so.0", "libopenblas.so", "mkl_rt.2.dll", "libopenblas.dll", "libopenblas.dylib",
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    ];

    readonly nint _library;
    readonly delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void> _sgemm;

    BlasLibrary(nint library, string path)
    {
        _library = library;
        _sgemm = (delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void>)
            NativeLibrary.GetExport(library, "sgemm_");
        Name = NameOf(path);
    }

    /// <summary>Its own word for itself with its version, or the file's name.</summary>
    public string Name { get; }

    /// <summary>The library of a file.</summary>
    /// <exception cref="DllNotFoundException">There is none that can be loaded.</exception>
    /// <exception cref="BadImageFormatException">The file is no library of this machine.</exception>
    /// <exception cref="EntryPointNotFoundException">It has no sgemm.</exception>
    public static BlasLibrary Load(string path) => new(NativeLibrary.Load(path), path);

    /// <summary>The first of those that systems install under known names; null where there is none.</summary>
    public static BlasLibrary? Find()
    {
        foreach (string name in s_names)
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "sgemm_", out _))
                return new BlasLibrary(library, name);
        return null;
    }

    /// <summary>How many threads its products take from now on; a library without such a function is left as it is.</summary>
    public void SetThreads(int count)
    {
        foreach (string name in new[] { "MKL_Set_Num_Threads_Local", "openblas_set_num_threads" })
            if (NativeLibrary.TryGetExport(_library, name, out nint function))
                ((delegate* unmanaged<int, int>)function)(count);
    }

    /// <summary>result = left · right, row after row.</summary>
    public void Multiply(Matrix left, Matrix right, Matrix result)
    {
        Shape.Require(left.Columns == right.Rows && left.Rows == result.Rows && right.Columns == result.Columns, "product", left, right, result);
        byte plain = (byte)'N';
        // BLAS sees columns where rows are: the transposed product, factors exchanged.
        int rows = right.Columns, columns = left.Rows, inner = left.Columns, first = right.Stride, second = left.Stride, third = result.Stride;
        float one = 1, zero = 0;
        _sgemm(&plain, &plain, &rows, &columns, &inner, &one, right.Data, &first, left.Data, &second, &zero, result.Data, &third);
    }

    string NameOf(string path)
    {
        if (NativeLibrary.TryGetExport(_library, "MKL_Get_Version_String", out nint version))
        {
            byte* text = stackalloc byte[256];
            ((delegate* unmanaged<byte*, int, void>)version)(text, 255);
            return Encoding.ASCII.GetString(text, 255).Split('\0')[0].Trim();
        }
        string? config = Text("openblas_get_config"), kernels = Text("openblas_get_corename");
        return config is null ? Path.GetFileName(path) : $"{string.Join(' ', config.Split(' ').Take(2))} {kernels}";
    }

    string? Text(string function) => NativeLibrary.TryGetExport(_library, function, out nint address)
        ? Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)address)()) : null;
}
