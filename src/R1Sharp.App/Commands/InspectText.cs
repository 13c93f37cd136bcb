// What r1 inspect found, as text for people: the same facts as its JSON.

using System.Globalization;
using System.Text.Json.Nodes;
using System.Text;

namespace R1Sharp.App.Commands;

/// <summary>Writes the findings as text.</summary>
static class InspectText
{
    /// <summary>The text of what `--json` would print.</summary>
    public static string Of(JsonObject found) => found.ContainsKey("tensors") ? Bare(found) : Folder(found);

    static string Folder(JsonObject found)
    {
        var (shape, memory, speed) = (found["shape"]!, found["memory"]!, found["estimate"]!);
        var text = new StringBuilder();
        Line(text, "folder", $"{found["folder"]}");
        Line(text, "architecture",
            $"{found["architecture"]}: {shape["layer_count"]} layers, width {shape["hidden_size"]}, {shape["head_count"]} heads "
            + $"({shape["key_value_head_count"]} for keys and values) of {shape["head_size"]}, feed-forward {shape["intermediate_size"]}, vocabulary "
            + $"{Number(shape["vocabulary_size"])}");
        Line(text, "parameters", Number(found["parameters"]));
        Types(text, found);
        foreach (var file in found["files"]!.AsArray())
            Line(text, "file", $"{file!["name"]}, {Bytes(file["bytes"])}, {file["tensors"]} tensors");
        if (found["adapter"] is { } adapter)
            Line(text, "adapter", $"{adapter["folder"]}: {adapter["places"]} ({string.Join(", ", adapter["modules"]!.AsArray())}), counted "
                + $"{adapter["scale"]} times, {Number(adapter["parameters"])} parameters, {Bytes(adapter["bytes"])}");
        bool isScalar = (string)shape["output"]! == "scalar";
        if (isScalar)
            Line(text, "head", "one number a state: a reward or value model, which scores texts and writes none");
        if (found["reward_model"] is { } card)
            RewardModel(text, card);
        if (!isScalar)
            Line(text, "memory to sample",
                $"{Bytes(memory["sample_bytes"])} with the cache of {memory["sequences"]} sequences of {Number(memory["tokens"])} tokens");
        Line(text, "memory to train", $"{Bytes(memory["train_bytes"])}, or {Bytes(memory["adapt_bytes"])} where {(found["adapter"] is null
            ? "an adapter of rank 16" : "this adapter")} learns; here there are {Bytes(memory["available_bytes"])}");
        string sampling = isScalar ? ""
            : $"about {Rate(speed["sample_one_tokens_per_second"])} sampling one sequence, {Rate(speed["sample_many_tokens_per_second"])} sampling "
            + $"{memory["sequences"]}, ";
        Line(text, "tokens per second", $"{sampling}{(isScalar ? "about " : "")}{Rate(speed["train_tokens_per_second"])} training");
        Line(text, "", $"({speed["note"]}: {Rate(speed["matmul_gflops"])} GFLOPS and {Rate(speed["read_gigabytes_per_second"])} GB/s on {speed["threads"]} "
            + $"threads)");
        return text.ToString().TrimEnd('\n');
    }

    static void RewardModel(StringBuilder text, JsonNode card)
    {
        string heldOut = card["evaluation"] is { } evaluation
            ? string.Create(CultureInfo.InvariantCulture,
                $"; {(double)evaluation["accuracy"]! * 100:0.0} % right of {evaluation["examples"]} held-out examples, expected calibration error "
                + $"{(double)evaluation["calibration"]!["expected_error"]!:0.000}") : "";
        Line(text, "reward model", $"scores the {card["scope"]}{heldOut}");
    }

    static string Bare(JsonObject found)
    {
        var text = new StringBuilder();
        Line(text, "file", $"{found["file"]}, {Bytes(found["bytes"])}");
        Line(text, "elements", Number(found["elements"]));
        Types(text, found);
        foreach (var entry in found["metadata"]?.AsObject() ?? [])
            Line(text, "metadata", $"{OneLine(entry.Key)}: {OneLine((string)entry.Value!)}");
        foreach (var tensor in found["tensors"]!.AsArray())
            text.Append(CultureInfo.InvariantCulture,
                $"  {tensor!["dtype"],-6} {$"[{string.Join(", ", tensor["shape"]!.AsArray())}]",-20} {OneLine((string)tensor["name"]!)}\n");
        return text.ToString().TrimEnd('\n');
    }

    static void Types(StringBuilder text, JsonObject found)
    {
        foreach (var (type, sums) in found["dtypes"]!.AsObject())
            Line(text, "dtype", $"{type}: {sums!["tensors"]} tensors, {Number(sums["elements"])} elements, {Bytes(sums["bytes"])}");
    }

    static void Line(StringBuilder text, string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-18} {value}\n");

    /// <summary>A stranger's text must not move the terminal's cursor.</summary>
    static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    static string Number(JsonNode? number) => number!.GetValue<long>().ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Two digits: no estimate is worth more.</summary>
    static string Rate(JsonNode? rate)
    {
        double value = rate!.GetValue<double>();
        double unit = value > 0 ? Math.Pow(10, Math.Floor(Math.Log10(value)) - 1) : 1;
        return (Math.Round(value / unit) * unit).ToString("#,0.###", CultureInfo.InvariantCulture);
    }

    static string Bytes(JsonNode? bytes) => (double)bytes!.GetValue<long>() switch
    {
        >= 1L << 30 and var b => string.Create(CultureInfo.InvariantCulture, $"{b / (1L << 30):0.0} GiB"),
        >= 1L << 20 and var b => string.Create(CultureInfo.InvariantCulture, $"{b / (1L << 20):0.0} MiB"),
        var b => string.Create(CultureInfo.InvariantCulture, $"{b:N0} bytes"),
    };
}
