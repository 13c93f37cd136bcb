// How numbers and names are written in a run folder's JSON.

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using R1Sharp.Learning.Model.Architectures;

namespace R1Sharp.App.Runs;

/// <summary>The JSON of run folders: snake_case names, seven digits, null for what is not finite, letters as they are.</summary>
static class RunJson
{
    /// <summary>One object a line.</summary>
    public static JsonSerializerOptions Line { get; } = Make(isIndented: false);

    /// <summary>For people to read.</summary>
    public static JsonSerializerOptions Page { get; } = Make(isIndented: true);

    /// <summary>A record as a JSON object.</summary>
    public static JsonObject Object(object record) => (JsonObject)JsonSerializer.SerializeToNode(record, record.GetType(), Line)!;

    /// <summary>A record as JSON that is only read.</summary>
    public static JsonElement Element(object record) => JsonSerializer.SerializeToElement(record, record.GetType(), Line);

    static JsonSerializerOptions Make(bool isIndented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = isIndented,
        Converters = { new SevenDigits(), new WholeArchitecture(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    // An architecture's settings stand in the record that it is, not in the one that a network's shape declares.
    sealed class WholeArchitecture : JsonConverter<ModelArchitecture>
    {
        public override ModelArchitecture Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("Shapes of networks are written for people and not read back.");

        public override void Write(Utf8JsonWriter writer, ModelArchitecture value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }

    // Seven digits are more than any of these numbers is worth; JSON has no word for NaN.
    sealed class SevenDigits : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteRawValue(value.ToString("G7", CultureInfo.InvariantCulture));
            else
                writer.WriteNullValue();
        }
    }
}
