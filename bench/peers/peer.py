"""What every peer script shares: the benchmark's shapes, the machine's fast path, and the line of JSON.

The peers time PyTorch eager on the same shapes as `./r1 bench`. They are meant to be as fast as PyTorch honestly gets on
the machine. What was found about Debian's packages, each worth a factor; the result names what was used ("blas"):
  1. Without OpenBLAS, Debian's PyTorch multiplies matrices with the reference BLAS, some 40 times slower. The usual
     package is libopenblas0-pthread.
  2. OpenBLAS 0.3.21 does not know processors newer than itself and falls back to AVX2 kernels; on a processor with
     AVX-512 it is told to use its AVX-512 kernels, whatever the environment said before (OPENBLAS_CORETYPE must be set
     before the library is loaded). PEER_CORETYPE overrules this.
  3. libopenblas0-pthread brings threads of its own, which get into the way of PyTorch's OpenMP threads; the variant
     libopenblas0-openmp shares them and is several times faster on small matrices. PEER_BLAS=openmp (or pthread) takes
     a variant that is installed without changing the system's choice.
"""

import ctypes
import glob
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One of the benchmark's networks, with its batches: rows × tokens."""

    vocab: int
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    ffn: int
    train_rows: int
    train_tokens: int
    rows: int
    prompt_tokens: int
    new_tokens: int


SHAPES = {
    "S": Shape(512, 128, 4, 4, 2, 384, 64, 256, 128, 32, 128),
    "M": Shape(4096, 256, 6, 8, 4, 768, 16, 512, 64, 64, 64),
    "L": Shape(32000, 512, 8, 8, 4, 1536, 4, 512, 16, 64, 32),
}


def use_fast_kernels():
    """Restarts the script once with the settings under which OpenBLAS is fast: they must stand before it is loaded."""
    wanted = {}
    with open("/proc/cpuinfo") as file:
        if "avx512vl" in file.read():
            wanted["OPENBLAS_CORETYPE"] = os.environ.get("PEER_CORETYPE", "SkylakeX")
    if variant := os.environ.get("PEER_BLAS"):
        paths = glob.glob(f"/usr/lib/*/openblas-{variant}/libblas.so.3")
        if not paths:
            sys.exit(f"PEER_BLAS={variant}: install Debian's package libopenblas0-{variant}.")
        wanted["LD_PRELOAD"] = paths[0]
    if "OPENBLAS_L2_SIZE" in os.environ or any(os.environ.get(name) != value for name, value in wanted.items()):
        os.environ.pop("OPENBLAS_L2_SIZE", None)  # The library asks the processor itself.
        os.environ.update(wanted)
        os.execv(sys.executable, [sys.executable, *sys.argv])


def openblas_libraries():
    """The copies of OpenBLAS in this process: Debian gives BLAS and LAPACK one each."""
    with open("/proc/self/maps") as file:
        paths = {line.split()[-1] for line in file if "blas" in line.rsplit("/", 1)[-1]}
    libraries = [ctypes.CDLL(path) for path in sorted(paths)]
    return [library for library in libraries if hasattr(library, "openblas_get_config")]


def set_threads(torch, count):
    """Threads of PyTorch's own loops and of the matrix products."""
    torch.set_num_threads(count)
    for library in openblas_libraries():
        library.openblas_set_num_threads(count)


def blas_name():
    """The BLAS library in this process, with the kernels that it chose and whose threads it uses."""
    for library in openblas_libraries():
        library.openblas_get_config.restype = ctypes.c_char_p
        library.openblas_get_corename.restype = ctypes.c_char_p
        version = " ".join(library.openblas_get_config().decode().split()[:2])
        threads = {0: "serial", 1: "pthread", 2: "openmp"}[library.openblas_get_parallel()]
        return f"{version} {library.openblas_get_corename().decode()} {threads}"
    return "reference BLAS (slow: install libopenblas0-pthread)"


def measure(step, runs, warmups=1):
    """Seconds of each of `runs` calls, after the warm-up calls."""
    for _ in range(warmups):
        step()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return seconds


def matmul_peak(torch):
    """GFLOPS of the best of a few ordinary matrix multiplications, on all threads."""
    best = 0.0
    for rows, inner, columns in [(1024, 1024, 1024), (512, 512, 3072), (256, 128, 768)]:
        a, b = torch.randn(rows, inner), torch.randn(inner, columns)
        out = torch.empty(rows, columns)
        flops = 2 * rows * inner * columns
        repeats = max(1, int(4e9 / flops))

        def run():
            for _ in range(repeats):
                torch.mm(a, b, out=out)

        best = max(best, flops * repeats / min(measure(run, 5)) / 1e9)
    return best


def report(torch, case, shape, params, tokens, seconds, flops_per_parameter, **more):
    """Prints the line: the median of the runs, the best beside it."""
    rate = tokens / statistics.median(seconds)
    line = {
        "case": case,
        "shape": shape,
        "params": params,
        "tokens_per_second": round(rate, 1),
        "gflops": round(flops_per_parameter * params * rate / 1e9, 2),
        "matmul_gflops": round(matmul_peak(torch), 1),
        "threads": torch.get_num_threads(),
        "seconds": round(statistics.median(seconds), 4),
        "best_tokens_per_second": round(tokens / min(seconds), 1),
        "runs": len(seconds),
        "engine": f"pytorch {torch.__version__}",
        "blas": blas_name(),
        **more,
    }
    print(json.dumps(line), flush=True)
