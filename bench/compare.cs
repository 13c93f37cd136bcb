#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property PublishAot=false
// R1Sharp and its peers on this machine, in turns, as one Markdown table: bench/compare. What each row is and how the peers were
// made fast stands in bench/README.md.

using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string root = Path.GetDirectoryName(Folder())!, r1 = Path.Combine(root, "artifacts/bin/R1Sharp.App/release/r1");
string torch = Path.Combine(root, "artifacts/bin/TorchPeer/release/torchpeer"), libtorch = Path.Combine(Path.GetDirectoryName(torch)!, "libtorch_cpu.so");
string llama = Path.Combine(root, "bench/peers/llama"), files = Path.Combine(Path.GetTempPath(), "r1-compare");
string[] only = Options("--only");
int runs = Number("--runs", 5), turns = Number("--turns", 1), threads = Number("--threads", Environment.ProcessorCount);
bool withDebian = args.Contains("--debian");

// Targets on machines with AVX2, and with AVX-512.
Row[] rows =
[
    new("matmul", 0.95, 1.0),
    new("train S", 1.6, 2), new("train M", 1.6, 2), new("train L", 1.2, 1.3),
    new("generate S", 3, 5), new("generate M", 2.5, 4), new("generate L", 2, 3), new("generate M 1", 5, 5),
    new("grpo", 1.6, 2.2),
    new("llama bf16 1", 1.5, 1.6), new("llama bf16 32", 1.8, 2), new("llama q8_0 1", 1.1, 1.2), new("llama q4_k 1", 1, 1),
    new("llama bf16 prefill", 1, 1),
    new("serve q8_0 1", 1, 1), new("serve q8_0 8", 1, 1), new("serve q8_0 32", 1, 1),
];
Row[] chosen = [.. rows.Where(row => only.Length == 0 || only.Any(name => row.Name == name || row.Name.StartsWith(name + " ", StringComparison.Ordinal)))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"--only: give some of {string.Join(", ", rows.Select(row => row.Name))}, or how they begin.");
    return 2;
}
if (!args.Contains("--no-build")) Build();
string simd = "";
var bestBlas = new Lazy<double?>(() => MatMul().Item2);
var table = new List<string>();
foreach (var row in chosen)
{
    Console.Error.WriteLine($"{row.Name} …");
    var both = Enumerable.Range(0, turns).Select(_ => Measure(row.Name.Split(' '))).ToArray();
    double? ours = Median(both.Select(b => b.Ours)), theirs = Median(both.Select(b => b.Theirs));
    double? ourBest = both.Max(b => b.Ours), theirBest = both.Max(b => b.Theirs);
    var (line, peer) = (both[^1].Line, both[^1].Peer);
    if (line?["simd"] is { } name) simd = name.ToString();
    if (row.Name == "matmul") bestBlas = new(theirBest);
    string shares = line is not null && row.Name.StartsWith("train", StringComparison.Ordinal) && bestBlas.Value is { } best
        ? $"{100 * (double?)line["gflops"] / best:0} % / {100 * (double?)line["share_of_peak"]:0} %" : "";
    string debian = withDebian && Debian(row.Name.Split(' ')) is { } old ? $"{Rate(old)} ({ours / old:0.00})" : "";
    table.Add($"| {row.Name} | {Rate(ours)} | {Rate(theirs)} | {ours / theirs:0.00} | {(simd == "avx512" ? row.Avx512 : row.Avx2):0.0#} |"
        + (turns > 1 ? $" {Rate(ourBest)} / {Rate(theirBest)} ({ourBest / theirBest:0.00}) |" : "") + $" {shares} | {peer} |"
        + (withDebian ? $" {debian} |" : ""));
}
Console.WriteLine($"{Processor()}, {threads} threads, {simd}; medians of {runs} runs{(turns > 1 ? $" and of {turns} turns" : "")}; {DateTime.UtcNow:yyyy-MM-dd}");
Console.WriteLine();
string bestTurns = turns > 1 ? " best turn of each (ratio) |" : "";
Console.WriteLine($"| case | R1Sharp | peer | ratio | target |{bestTurns} share of the BLAS / of the vector units | peer |"
    + (withDebian ? " Debian's PyTorch (ratio) |" : ""));
Console.WriteLine($"|---|---|---|---|---|---|---|{(bestTurns.Length > 0 ? "---|" : "")}{(withDebian ? "---|" : "")}");
table.ForEach(Console.WriteLine);
return 0;

// One turn of a row: ours, then the peer; rates in tokens a second (GFLOPS of the product) and our line.
(double? Ours, double? Theirs, JsonNode? Line, string Peer) Measure(string[] name) => name[0] switch
{
    "matmul" => MatMul(),
    "llama" => Llama(name[1], name[2]),
    "serve" => Served(name[1], name[2]),
    _ => Torch(name),
};

(double?, double?, JsonNode?, string) MatMul()
{
    // Of the BLAS that are here the best counts: libtorch's MKL as it is and by its faster paths, Debian's OpenBLAS.
    var byLibtorch = Run(r1, ["bench", "matmul", "--json", "--runs", $"{runs}", "--threads", $"{threads}", .. File.Exists(libtorch) ? ["--blas", libtorch] : Array.Empty<string>()]);
    var bySystem = Run(r1, ["bench", "matmul", "--json", "--runs", $"{runs}", "--threads", $"{threads}"]);
    var byTorch = Run(torch, ["matmul", "--runs", $"{runs}", "--threads", $"{threads}"]);
    var ours = new[] { byLibtorch, bySystem }.Max(line => (double?)line?["matmul_gflops"]);
    var best = new[] { (byLibtorch?["blas_gflops"], byLibtorch?["blas"]), (bySystem?["blas_gflops"], bySystem?["blas"]), (byTorch?["matmul_gflops"], byTorch?["blas"]) }
        .Where(rate => rate.Item1 is not null).OrderByDescending(rate => (double)rate.Item1!).FirstOrDefault();
    return (ours, (double?)best.Item1, byLibtorch, best.Item2 is { } blas ? $"{blas}".Replace("Intel(R) oneAPI Math Kernel Library Version", "MKL").Split("-Product")[0] : "no BLAS");
}

(double?, double?, JsonNode?, string) Torch(string[] name)
{
    string[] arguments = [name[0], .. name.Length > 1 ? ["--shape", name[1]] : Array.Empty<string>(), .. name.Length > 2 ? ["--batch", name[2]] : Array.Empty<string>(), "--runs", $"{runs}"];
    var ours = Run(r1, ["bench", .. arguments, "--json", "--threads", $"{threads}"]);
    // A single row may be faster without threads that wait for each other.
    int[] choices = name.Length > 2 && threads > 1 ? [threads, 1] : [threads];
    var theirs = choices.Select(count => Run(torch, [.. arguments, "--threads", $"{count}"])).OrderByDescending(line => (double?)line?["tokens_per_second"]).First();
    return ((double?)ours?["tokens_per_second"], (double?)theirs?["tokens_per_second"], ours, theirs is null ? "did not run" : $"libtorch 2.10, {theirs["threads"]} threads");
}

(double?, double?, JsonNode?, string) Llama(string type, string what)
{
    string file = FileOf(type);
    string[] size = what == "prefill" ? ["--batch", "1", "--prompt-tokens", "256", "--tokens", "2"] : ["--batch", what, "--prompt-tokens", "16", "--tokens", what == "1" ? "32" : "8"];
    // Each run reads a prompt for every sequence: three are enough.
    var lines = Lines(r1, ["bench", "llama", "--gguf", file, .. size, "--runs", $"{Math.Min(runs, 3)}", "--threads", $"{threads}", "--json"]);
    string rate = what == "prefill" ? "prompt_tokens_per_second" : "tokens_per_second";
    return lines.Length < 2 ? (null, null, null, "did not run") : ((double?)lines[0][rate], (double?)lines[1][rate], lines[0], $"{lines[1]["engine"]}, {lines[1]["type"]}");
}

string FileOf(string type)
{
    Directory.CreateDirectory(files);
    string file = Path.Combine(files, type + ".gguf");
    if (!File.Exists(file)) Run("node", [Path.Combine(llama, "random.mjs"), "--gguf", file, "--type", type]);
    return file;
}

// Both serve the same file to as many clients, each of which asks twice.
(double?, double?, JsonNode?, string) Served(string type, string clients)
{
    string file = FileOf(type);
    string[] load = ["--clients", clients, "--requests", "2", "--prompt-tokens", "64", "--tokens", clients == "1" ? "64" : "32", "--warm", clients];
    var ours = Asked(r1, ["serve", "--model", file, "--template", "plain", "--port", "0", "--threads", $"{threads}"], load);
    var theirs = Asked("node", [Path.Combine(llama, "serve.mjs"), "--gguf", file, "--threads", $"{threads}", "--slots", clients], load);
    return ((double?)ours?["tokens_per_second"], (double?)theirs?["tokens_per_second"], ours,
        theirs is null ? "did not run" : $"llama.cpp in node-llama-cpp, {clients} clients");
}

JsonNode? Asked(string program, string[] arguments, string[] load)
{
    using var server = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    try
    {
        string? url = null;
        while (url is null && server.StandardOutput.ReadLine() is { } line)
            url = System.Text.RegularExpressions.Regex.Match(line, @"http://[\d.:]+") is { Success: true } found ? found.Value : null;
        return url is null ? null : Run(r1, ["bench", "ask", "--url", url, .. load]);
    }
    finally
    {
        server.Kill(entireProcessTree: true);
    }
}

double? Debian(string[] name)
{
    string script = Path.Combine(root, "bench/peers", name[0] + ".py");
    if (!File.Exists(script)) return null;
    string[] shape = [.. name.Length > 1 ? ["--shape", name[1]] : Array.Empty<string>(), .. name.Length > 2 ? ["--batch", name[2]] : Array.Empty<string>()];
    return (double?)Run("/usr/bin/python3", [script, .. shape, "--runs", $"{Math.Min(runs, 3)}", "--threads", $"{threads}"])?["tokens_per_second"];
}

void Build()
{
    Require("dotnet", ["build", Path.Combine(root, "src/R1Sharp.App"), "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary"]);
    if (chosen.Any(row => !OfLlama(row)))
        Require("dotnet", ["build", Path.Combine(root, "bench/peers/torchsharp"), "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary"]);
    string judge = Path.Combine(root, "tests/judges/llama");
    if (chosen.Any(OfLlama) && !Directory.Exists(Path.Combine(judge, "node_modules")))
        Require("npm", ["install", "--no-save", "--prefix", judge, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]);
}

static bool OfLlama(Row row) => row.Name.StartsWith("llama", StringComparison.Ordinal) || row.Name.StartsWith("serve", StringComparison.Ordinal);

void Require(string program, string[] arguments)
{
    Console.Error.WriteLine($"{program} {string.Join(' ', arguments)}");
    var (exitCode, output, errors) = Execute(program, arguments);
    if (exitCode != 0) Console.Error.WriteLine($"failed; its rows stay empty: {(output + errors).Trim()}");
}

JsonNode? Run(string program, string[] arguments) => Lines(program, arguments).LastOrDefault();

JsonNode[] Lines(string program, string[] arguments)
{
    var (exitCode, output, errors) = Execute(program, arguments);
    if (exitCode == 0) return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!)];
    Console.Error.WriteLine($"{program} {string.Join(' ', arguments)}: {errors.Trim()}");
    return [];
}

(int ExitCode, string Output, string Errors) Execute(string program, string[] arguments)
{
    var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    // Our own lines name the share of libtorch's MKL.
    if (program == r1 && File.Exists(libtorch) && !arguments.Contains("matmul")) start.Environment["R1SHARP_BLAS"] = libtorch;
    try
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
    catch (System.ComponentModel.Win32Exception error)
    {
        return (127, "", error.Message);
    }
}

string[] Options(string name) => [.. args.Index().Where(a => a.Item == name && a.Index + 1 < args.Length).Select(a => args[a.Index + 1])];

int Number(string name, int otherwise) => Options(name) is [.., var text] ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

static double? Median(IEnumerable<double?> values) => values.OfType<double>().Order().ToArray() is { Length: > 0 } sorted ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2 : null;

static string Rate(double? rate) => rate is { } value ? value.ToString(value < 1000 ? "0.#" : "#,0") : "–";

static string Processor() => File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
    ? line.Split(':')[1].Trim() : System.Runtime.InteropServices.RuntimeInformation.OSDescription;

static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(Path.GetFullPath(here))!;

record Row(string Name, double Avx2, double Avx512);
