// Where in a schema something stands, and what a reference leads to.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>A schema that is no part of what can be kept to: which keyword, where.</summary>
sealed class SchemaException(string sentence) : Exception(sentence);

/// <summary>One schema inside a document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Path">Its place as a JSON pointer (RFC 6901): two of one path are the same.</param>
/// <param name="Around">The schema of the same value around it; null for none.</param>
sealed record SchemaPlace(JsonElement Document, JsonElement Schema, string Path, SchemaPlace? Around = null)
{
    /// <summary>The path of the document: documents that are compiled together have different ones.</summary>
    public string Root { get; init; } = "#";

    /// <summary>A schema under a keyword that says something of the same value.</summary>
    public SchemaPlace Inside(JsonElement schema, string path) => new(Document, schema, $"{Path}/{path}", this) { Root = Root };

    /// <summary>A schema under a keyword that says something of another value: of a member or an item.</summary>
    public SchemaPlace Of(JsonElement schema, string path) => new(Document, schema, $"{Path}/{path}") { Root = Root };

    /// <summary>Whether it is another one or stands inside it.</summary>
    public bool IsWithin(SchemaPlace other)
    {
        for (var place = this; place is not null; place = place.Around)
            if (place.Path == other.Path)
                return true;
        return false;
    }

    /// <summary>A keyword's value; null where it is not there.</summary>
    public JsonElement? Find(string keyword) =>
        Schema.ValueKind == JsonValueKind.Object && Schema.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>What a reference leads to.</summary>
    /// <exception cref="SchemaException">It leads out of the document, to nothing, or back to itself.</exception>
    public SchemaPlace Target(string reference)
    {
        if (!reference.StartsWith('#'))
            throw new SchemaException($"\"$ref\" at {Path} leads to '{reference}', outside this schema.");
        string pointer = Uri.UnescapeDataString(reference[1..]);
        var (target, path) = pointer.Length > 0 && pointer[0] != '/'
            ? Anchored(Document, Root, pointer) ?? throw Missing(reference) : Pointed(pointer, reference);
        for (var place = this; place is not null; place = place.Around)
            if (place.Path == path)
                throw new SchemaException($"\"$ref\" at {Path} leads back to itself.");
        return new(Document, target, path, this) { Root = Root };
    }

    /// <summary>A name as a step of a path.</summary>
    public static string Step(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    (JsonElement, string) Pointed(string pointer, string reference)
    {
        var at = Document;
        foreach (string step in pointer.Split('/').Skip(1))
        {
            string name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
                at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index >= 0 && index < at.GetArrayLength())
                at = at[index];
            else
                throw Missing(reference);
        }
        return (at, Root + pointer);
    }

    static (JsonElement, string)? Anchored(JsonElement at, string path, string anchor)
    {
        if (at.ValueKind == JsonValueKind.Object)
        {
            if (at.TryGetProperty("$anchor", out var own) && own.ValueKind == JsonValueKind.String && own.GetString() == anchor)
                return (at, path);
            foreach (var member in at.EnumerateObject())
                if (member.Name is not ("enum" or "const" or "default" or "examples")
                    && Anchored(member.Value, $"{path}/{Step(member.Name)}", anchor) is { } found)
                    return found;
        }
        else if (at.ValueKind == JsonValueKind.Array)
            for (int i = 0; i < at.GetArrayLength(); i++)
                if (Anchored(at[i], $"{path}/{i}", anchor) is { } found)
                    return found;
        return null;
    }

    SchemaException Missing(string reference) => new($"\"$ref\" at {Path} leads to '{reference}', which is not there.");
}
