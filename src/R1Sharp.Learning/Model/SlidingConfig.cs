// Which layers of a Qwen network see a window only: use_sliding_window, sliding_window, and either layer_types or
// max_window_layers (the layers before it see all).

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Architectures;

namespace R1Sharp.Learning.Model;

/// <summary>Reads and writes the sliding windows of config.json.</summary>
static class SlidingConfig
{
    const string Full = "full_attention", Sliding = "sliding_attention";
    const int DefaultMaxWindowLayers = 28;

    /// <summary>The window and the layers that have it; null and none where windows are off.</summary>
    /// <exception cref="UserErrorException">The fields contradict each other, or the architecture has no windows.</exception>
    public static (int? Window, ValueList<int> Layers) Read(ConfigReader config, ArchitectureFormat format, int layerCount)
    {
        bool[]? types = LayerTypes(config, layerCount);
        if (!format.HasSlidingWindows)
            config.RequireNeutral("sliding_window", "null");
        if (config.Flag("use_sliding_window") is not true)
        {
            if (types is not null && types.Contains(true))
                throw config.Error($"layer_types holds \"{Sliding}\", but use_sliding_window is not true.");
            // Without use_sliding_window the other two numbers stand in every Qwen file and mean nothing.
            _ = (config.Value("sliding_window"), config.Value("max_window_layers"));
            return (null, []);
        }
        if (!format.HasSlidingWindows)
            throw config.Error($"use_sliding_window is true, but networks of the architecture {format.ModelType} have no sliding windows.");
        int window = config.RequiredInt("sliding_window", 1, int.MaxValue);
        int first = config.Int("max_window_layers", 0, int.MaxValue) ?? DefaultMaxWindowLayers;
        ValueList<int> layers = [.. Enumerable.Range(0, layerCount).Where(l => types is null ? l >= first : types[l])];
        return layers.Count == 0 ? (null, []) : (window, layers);
    }

    /// <summary>The fields of config.json for this network.</summary>
    public static void Write(JsonObject json, ModelOptions o)
    {
        bool slides = o.SlidingWindow is not null && o.SlidingLayers.Count > 0;
        json["use_sliding_window"] = slides;
        if (!slides)
            return;
        json["sliding_window"] = o.SlidingWindow;
        // For readers that do not know layer_types; it holds where the windows begin at some layer and go on to the last.
        json["max_window_layers"] = o.SlidingLayers[0];
        json["layer_types"] = new JsonArray([.. Enumerable.Range(0, o.LayerCount).Select(l => (JsonNode)(o.WindowOf(l) is null ? Full : Sliding))]);
    }

    static bool[]? LayerTypes(ConfigReader config, int layerCount)
    {
        if (config.List("layer_types") is not { } types)
            return null;
        if (types.Length != layerCount)
            throw config.Error($"layer_types has {types.Length} entries, but num_hidden_layers is {layerCount}.");
        return [.. types.Select(t => t.ValueKind == JsonValueKind.String && t.GetString() is Full or Sliding
            ? t.GetString() == Sliding
            : throw config.Error($"layer_types holds {ConfigReader.Shown(t)}; \"{Full}\" and \"{Sliding}\" are supported."))];
    }
}
