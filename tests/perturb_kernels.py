#!/usr/bin/env python3
"""Proves that the tests of the truth can fail: perturbs one kernel at a time and expects a test to notice.

    python3 tests/perturb_kernels.py [NAME …]

Works on a copy in a temporary folder: the engine and its tests as one project, built and run once as they are (all tests
must pass) and once for each perturbation (at least one must fail). Ends with exit code 1 when a perturbation stays unseen.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NUMERICS, LEARNING = "src/R1Sharp.Numerics", "src/R1Sharp.Learning"
TESTS = ["Kernels", "Optimizers", "Model", "Golden"]
CLASSES = ["Kernels.*", "Optimizers.*", "Model.GoldenTests", "Model.EquivalenceTests", "Model.ArchitectureTests", "Model.RopeFrequenciesTests"]

# name: file, text (must occur), replacement. Each is a mistake that somebody could make.
PERTURBATIONS = {
    "tile reads the wrong half": (f"{NUMERICS}/Kernels/WideTiles.cs", "c7r = Vector512.FusedMultiplyAdd(a7, right, c7r)", "c7r = Vector512.FusedMultiplyAdd(a7, left, c7r)"),
    "narrow tile reads the row above": (f"{NUMERICS}/Kernels/NarrowTiles.cs", "a[4 * TLayout.RowStep]", "a[3 * TLayout.RowStep]"),
    "single row reads the wrong half": (f"{NUMERICS}/Kernels/WideTiles.cs", "TRow.Right(b2 + at)", "TRow.Left(b2 + at)"),
    "weight gradient overwrites": (f"{NUMERICS}/Kernels/MatMul.cs", "count - column), accumulate: true)", "count - column), accumulate: false)"),
    "norm without epsilon": (f"{NUMERICS}/Kernels/RmsNorm.cs", " / columns + epsilon", " / columns"),
    "norm gradient with the wrong sign": (f"{NUMERICS}/Kernels/RmsNorm.cs", "TLanes.Create(-mean)", "TLanes.Create(mean)"),
    "norm gradient, tail with the wrong sign": (f"{NUMERICS}/Kernels/RmsNorm.cs", "FusedMultiplyAdd(n, -mean,", "FusedMultiplyAdd(n, mean,"),
    "swiglu slope without its second term": (f"{NUMERICS}/Kernels/SwiGlu.cs", "TLanes.FusedMultiplyAdd(g, one - sigmoid, one)", "one"),
    "rope gradient rotates forward": (f"{NUMERICS}/Kernels/Rope.cs", "Rotate(dX, positions, table, -1)", "Rotate(dX, positions, table, 1)"),
    "rope angle one position off": (f"{NUMERICS}/Kernels/Rope.cs", "double angle = position *", "double angle = (position + (position > 40 ? 1 : 0)) *"),
    "attention sees one key too many": (f"{NUMERICS}/Kernels/Attention.cs", "query + i + 1, keyEnd", "Math.Min(query + i + 2, keyEnd), keyEnd"),
    "keys' gradient of a head not begun at zero": (f"{NUMERICS}/Kernels/AttentionSequence.cs", "new Span<float>(KeyGradients, Length * RowStride).Clear();", ";"),
    "attention scale without the root": (f"{NUMERICS}/Kernels/AttentionShape.cs", "MathF.Sqrt(HeadSize)", "HeadSize"),
    "score gradient with the wrong delta": (f"{NUMERICS}/Kernels/AttentionSoftmax.cs", "TLanes.Create(-delta)", "TLanes.Create(delta)"),
    "cached attention forgets the last page's end": (f"{NUMERICS}/Kernels/CachedAttention.cs", "Math.Min(PageSize, keyCount - page * PageSize)", "PageSize"),
    "entropy gradient with the wrong sign": (f"{NUMERICS}/Kernels/TokenLogProbs.cs", "TLanes.Create(-dEntropy)", "TLanes.Create(dEntropy)"),
    "divergence gradient without its mean": (f"{NUMERICS}/Kernels/ReverseKl.cs", "(difference - TLanes.Create(divergence))", "difference"),
    "head gradient without temperature": (f"{NUMERICS}/Kernels/TokenLogProbs.cs", "dLogProb[row] / temperature, dEntropy", "dLogProb[row], dEntropy"),
    "exponential with one coefficient off": (f"{NUMERICS}/Kernels/Exponential.cs", "1.6666665459e-1f", "1.6667665459e-1f"),
    "embedding gradient of one token lost": (f"{NUMERICS}/Kernels/Embedding.cs", "for (int t = 0; t < tokens.Length; t++)\n            Elementwise.Add", "for (int t = 1; t < tokens.Length; t++)\n            Elementwise.Add"),
    "adamw without decay": (f"{NUMERICS}/Optimizers/AdamW.cs", "(float)(1 - step.LearningRate * step.WeightDecay)", "1f"),
    "adamw without bias correction": (f"{NUMERICS}/Optimizers/AdamW.cs", "(1 - Math.Pow(step.Beta2, step.Step))", "1.0"),
    "head norm gradient added to what was there": (f"{NUMERICS}/Kernels/HeadRmsNorm.cs", "new Span<float>(dX, size).Clear();", ";"),
    "window one key too wide": (f"{NUMERICS}/Kernels/AttentionShape.cs", "position - window + 1", "position - window"),
    "window lost in the cache": (f"{LEARNING}/Model/Parts/GroupedAttention.cs", "heads.FirstKey(position), from", "0, from"),
    "window's gradient begins a chunk too late": (f"{NUMERICS}/Kernels/AttentionSequence.cs", "for (int chunk = ChunkOf(firstKey);", "for (int chunk = ChunkOf(firstKey + KeyChunk);"),
    "llama3 blends the wrong way": (f"{LEARNING}/Model/RopeFrequencies.cs", "(1 - smooth) * frequency / scaling.Factor + smooth * frequency", "smooth * frequency / scaling.Factor + (1 - smooth) * frequency"),
    "yarn without its magnitude": (f"{LEARNING}/Model/RopeFrequencies.cs", "0.1 * weight * Math.Log(factor) + 1", "1"),
    "rope magnitude on the cosines only": (f"{NUMERICS}/Kernels/Rope.cs", "(float)(_magnitude * Math.Sin(angle))", "(float)Math.Sin(angle)"),
    "key norm's gradient goes to the query norm": (f"{LEARNING}/Model/Parts/QueryKeyNorm.cs", "Backward(pass, _keyWeight,", "Backward(pass, _queryWeight,"),
    "residual stream lost": (f"{LEARNING}/Model/Parts/PreNormBranch.cs", "part.Forward(pass, normed, y, accumulate: true)", "part.Forward(pass, normed, y, accumulate: false)"),
    "bias gradient lost": (f"{NUMERICS}/Kernels/MatMul.cs", "Elementwise.Add(dBias, dY.Row(row))", "dBias.Clear()"),
    "target read one row late": (f"{LEARNING}/Model/TokenBatch.cs", "row + t - 1", "row + t"),
    "lanes not folded": (f"{LEARNING}/Cpu/OptimizerState.cs", "for (int lane = 1; lane < lanes.Count; lane++)", "for (int lane = 2; lane < lanes.Count; lane++)"),
}

PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <AssemblyName>R1Sharp.Tests</AssemblyName>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
    <RunAnalyzers>false</RunAnalyzers>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="xunit.v3" />
    <Content Include="Golden/**" CopyToOutputDirectory="PreserveNewest" />
  </ItemGroup>
</Project>
"""


def copy_sources(folder):
    for name in ("Directory.Build.props", "Directory.Packages.props", "global.json"):
        shutil.copy(ROOT / name, folder)
    for source in (NUMERICS, LEARNING):
        shutil.copytree(ROOT / source, folder / source, ignore=shutil.ignore_patterns("bin", "obj", "*.csproj"))
    for name in TESTS:
        target = folder if name == "Golden" else folder / "tests"
        shutil.copytree(ROOT / "tests/R1Sharp.Tests" / name, target / name)
    # These need the commands or other programs.
    (folder / "tests/Model/InstructionSetTests.cs").unlink()
    shutil.rmtree(folder / "tests/Model/Gguf")
    shutil.copy(ROOT / "tests/R1Sharp.Tests/Tokenization/TemporaryDirectory.cs", folder / "tests")
    (folder / "R1Sharp.Tests.csproj").write_text(PROJECT)


def build_and_test(folder):
    """The number of failed tests; None when it does not build or does not end."""
    build = subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo"], cwd=folder, capture_output=True, text=True)
    if build.returncode != 0:
        print(build.stdout[-2000:])
        return None
    program = folder / "artifacts/bin/R1Sharp.Tests/release/R1Sharp.Tests.dll"
    failed = 0
    for name in CLASSES:
        kind, text = ("-namespace", name[:-2]) if name.endswith(".*") else ("-class", name)
        run = subprocess.run(["dotnet", program, "-noLogo", "-noColor", kind, f"R1Sharp.Tests.{text}"], capture_output=True, text=True)
        summary = re.search(r"Total: (\d+), Errors: (\d+), Failed: (\d+)", run.stdout)
        if not summary or int(summary[1]) == 0:
            return None
        failed += int(summary[2]) + int(summary[3])
    return failed


def main():
    chosen = sys.argv[1:] or list(PERTURBATIONS)
    unseen = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_sources(folder)
        failed = build_and_test(folder)
        print(f"{failed} failed: the engine as it is", flush=True)
        if failed != 0:
            return 1
        for perturbation in chosen:
            path, text, replacement = PERTURBATIONS[perturbation]
            file = folder / path
            source = file.read_text()
            if text not in source:
                print(f"! {perturbation}: {path} no longer holds {text!r}")
                unseen.append(perturbation)
                continue
            file.write_text(source.replace(text, replacement, 1))
            failed = build_and_test(folder)
            file.write_text(source)
            print(f"{failed} failed: {perturbation}", flush=True)
            if not failed:
                unseen.append(perturbation)
    print(f"{len(chosen) - len(unseen)} of {len(chosen)} perturbations were seen" + "".join(f"\n  unseen: {name}" for name in unseen))
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())
