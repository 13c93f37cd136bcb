// Which ids added tokens get. Hugging Face's library does not read them from the file: it counts.

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// The added tokens of a tokenizer, one after the other as Hugging Face's library (AddedVocabulary::add_tokens) takes them in: a
/// token of the vocabulary keeps its id, any other gets the one above the highest, from the vocabulary's size on; a second token
/// of the same content changes the first one's flags. One departure: in a vocabulary with gaps that count gives ids that other
/// tokens have, and two tokens of one id are of no use to anybody; there the id that the file states is taken, where it is free.
/// </summary>
/// <param name="vocabulary">The model's vocabulary.</param>
internal sealed class AddedTokenNumbers(IReadOnlyDictionary<string, int> vocabulary)
{
    readonly List<AddedToken> _tokens = [];
    readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    readonly HashSet<int> _taken = [.. vocabulary.Values];
    int _highest = -1;

    /// <summary>Whether Hugging Face's library would count other ids.</summary>
    public bool HasDeparted { get; private set; }

    /// <summary>The tokens in order.</summary>
    public IReadOnlyList<AddedToken> Tokens => _tokens;

    /// <summary>Whether there is an added token of this content.</summary>
    public bool Has(string content) => _places.ContainsKey(content);

    /// <summary>Takes a token in; one without content is passed over.</summary>
    /// <param name="token">The token with the id that a file states, which seldom counts; below 0 where none does.</param>
    public void Add(AddedToken token)
    {
        if (token.Content.Length == 0) return;
        if (_places.TryGetValue(token.Content, out int place))
        {
            // What has once been special stays it.
            _tokens[place] = token with { Id = _tokens[place].Id, Special = token.Special || _tokens[place].Special };
            return;
        }
        int id = vocabulary.TryGetValue(token.Content, out int known) ? known : NewId(token.Id);
        _highest = Math.Max(_highest, id);
        _taken.Add(id);
        _places[token.Content] = _tokens.Count;
        _tokens.Add(token with { Id = id });
    }

    int NewId(int stated)
    {
        int counted = _highest >= vocabulary.Count ? _highest + 1 : vocabulary.Count;
        if (!_taken.Contains(counted)) return counted;
        HasDeparted = true;
        return stated >= 0 && !_taken.Contains(stated) ? stated : _taken.Max() + 1;
    }
}
