// What a recipe's text says, before it is known what it means: maps, lists and scalars, each with its place.

using R1Sharp.Learning;

namespace R1Sharp.App.Recipes;

/// <summary>A place in a recipe: a file with line and column (both 1-based), or an override of the command line.</summary>
/// <param name="Source">The file's path as given, or the override as written.</param>
/// <param name="Line">1-based line; 0 where there are no lines.</param>
/// <param name="Column">1-based column.</param>
public readonly record struct RecipePlace(string Source, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";

    /// <summary>The exception that says what is wrong at this place.</summary>
    public UserErrorException Error(string sentence) => new($"{this}: {sentence}");
}

/// <summary>A piece of a recipe.</summary>
public abstract record RecipeNode(RecipePlace Place);

/// <summary>A single value as written.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="IsPlain">Whether it stood without quotes, so that it may be a number, a truth value or null.</param>
public sealed record RecipeScalar(RecipePlace Place, string Text, bool IsPlain) : RecipeNode(Place)
{
    /// <summary>Whether it says "off".</summary>
    public bool IsNull => IsPlain && Text is "null" or "~" or "";
}

/// <summary>Values in order.</summary>
public sealed record RecipeList(RecipePlace Place, List<RecipeNode> Items) : RecipeNode(Place);

/// <summary>One key of a map with its value.</summary>
public sealed record RecipeEntry(RecipePlace Place, string Key, RecipeNode Value);

/// <summary>Keys with values, in the order written, no key twice.</summary>
public sealed record RecipeMap(RecipePlace Place, List<RecipeEntry> Entries) : RecipeNode(Place)
{
    /// <summary>The entry of a key; null where the map does not have it.</summary>
    public RecipeEntry? Find(string key) => Entries.Find(e => e.Key == key);
}
