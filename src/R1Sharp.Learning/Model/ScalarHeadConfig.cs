// What config.json says of a network with a scalar head: Hugging Face's sequence classification with one label.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model;

/// <summary>The fields of config.json that only a scalar head has.</summary>
static class ScalarHeadConfig
{
    /// <summary>What stands after the family in the architecture's name, e.g. Qwen2ForSequenceClassification.</summary>
    public const string Architecture = "ForSequenceClassification";

    /// <summary>
    /// One label, and a padding token only where it cannot end a text: transformers reads the score at the last token that is
    /// no padding, which here is the end-of-text token itself.
    /// </summary>
    public static void Write(JsonObject json, ModelOptions o)
    {
        json["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        json["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
        json["pad_token_id"] = o.PadId is { } pad && pad != o.EndOfTextId && !o.OtherEndIds.Contains(pad) ? pad : null;
    }

    /// <summary>The head has one output: num_labels or the list of labels says so (transformers takes two where neither is there).</summary>
    /// <exception cref="UserErrorException">There are several labels.</exception>
    public static void RequireOneLabel(ConfigReader config)
    {
        int labels = config.Value("id2label") is { ValueKind: JsonValueKind.Object } names ? names.EnumerateObject().Count()
            : config.Int("num_labels", 1, int.MaxValue) ?? 2;
        if (labels != 1)
            throw config.Error($"the network has {labels} labels, but reward and value models have one: set num_labels to 1 if its head has one row.");
    }

    /// <summary>What is said where the other head was wanted.</summary>
    public static UserErrorException Other(ConfigReader config, OutputHead found) => config.Error(found == OutputHead.Scalar
        ? $"the network is of the kind {config.List("architectures")?[0]}, whose head gives one number (a reward or value model) and no tokens: give the "
            + "folder of a language model."
        : "the network is a language model, but one with a scalar head (a reward or value model) is needed here: train one first.");
}
