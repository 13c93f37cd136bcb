// What a choice of a streamed conversation has said since its last piece was sent.

using System.Text;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>A piece that grows until it is sent. It holds thoughts or what is said, never both: clients show them in different places.</summary>
/// <param name="tellsTokens">Whether its tokens are told, too.</param>
sealed class ChatPiece(bool tellsTokens)
{
    readonly StringBuilder _thoughts = new(), _said = new();
    readonly List<LiveToken> _tokens = [];
    Range _calls;

    /// <summary>Thoughts.</summary>
    public string Thoughts => _thoughts.ToString();

    /// <summary>What is said.</summary>
    public string Said => _said.ToString();

    /// <summary>The first and one behind the last of its calls.</summary>
    public Range Calls => _calls;

    /// <summary>Its tokens with their log-probabilities; null where they are not told.</summary>
    public IReadOnlyList<LiveToken>? Tokens => tellsTokens && _tokens.Count > 0 ? _tokens : null;

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => _thoughts.Length == 0 && _said.Length == 0 && !HasCalls && _tokens.Count == 0;

    bool HasCalls => _calls.Start.Value < _calls.End.Value;

    /// <summary>Whether this can go on with what came about, or must be sent first.</summary>
    public bool Takes(ChoiceDelta delta) => (delta.Thoughts.Length == 0 || (_said.Length == 0 && !HasCalls))
        && (delta.Said.Length == 0 || _thoughts.Length == 0)
        && (delta.Calls.Start.Value == delta.Calls.End.Value || !HasCalls);

    /// <summary>Takes what came about, with the token that made it; null for the end, which has none.</summary>
    public void Add(ChoiceDelta delta, LiveToken? token)
    {
        _thoughts.Append(delta.Thoughts);
        _said.Append(delta.Said);
        if (delta.Calls.Start.Value < delta.Calls.End.Value)
            _calls = delta.Calls;
        if (tellsTokens && token is { } one)
            _tokens.Add(one);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _thoughts.Clear();
        _said.Clear();
        _tokens.Clear();
        _calls = default;
    }
}
