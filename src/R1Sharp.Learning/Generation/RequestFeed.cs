// Requests that come one by one. Workers need to know the longest sequence beforehand, since there must always be room for one: some requests are looked
// at ahead, and where a longer one comes all the same, what is on its way ends before it begins.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Reads requests ahead.</summary>
sealed class RequestFeed : IDisposable
{
    const int Ahead = 64;

    // What is beyond the longest of those that were looked at.
    const double Reserve = 1.25;

    readonly IEnumerator<GenerationRequest> _requests;
    readonly Func<GenerationRequest, int> _lengthOf;
    readonly Action<GenerationRequest, int> _check;
    readonly Queue<GenerationRequest> _ahead = [];
    bool _isRead;
    int _longest, _count;

    /// <param name="requests">The requests.</param>
    /// <param name="lengthOf">Tokens that the sequences of a request may come to have.</param>
    /// <param name="check">Refuses a request; told its place.</param>
    public RequestFeed(IEnumerable<GenerationRequest> requests, Func<GenerationRequest, int> lengthOf, Action<GenerationRequest, int> check) =>
        (_requests, _lengthOf, _check) = (requests.GetEnumerator(), lengthOf, check);

    /// <summary>Samples of all that is left, where that is known already.</summary>
    public int? SamplesLeft => _isRead ? _ahead.Sum(r => r.SampleCount) : null;

    /// <summary>Tokens for which there must be room to go on; null where nothing is left.</summary>
    /// <param name="most">No sequence is longer.</param>
    public int? LongestAhead(int most)
    {
        LookAhead(Ahead);
        if (_ahead.Count == 0)
            return null;
        int longest = _ahead.Max(_lengthOf);
        return _longest = Math.Max(_longest, _isRead ? longest : (int)Math.Min(most, Reserve * longest));
    }

    /// <summary>The requests until one is longer.</summary>
    public IEnumerable<RequestResults> Upto(int longest)
    {
        while (LookAhead(1) && _lengthOf(_ahead.Peek()) <= longest)
            yield return new(_count++, _ahead.Dequeue());
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    // Whether there is a request.
    bool LookAhead(int count)
    {
        while (!_isRead && _ahead.Count < count)
        {
            if (_isRead = !_requests.MoveNext())
                break;
            _check(_requests.Current, _count + _ahead.Count);
            _ahead.Enqueue(_requests.Current);
        }
        return _ahead.Count > 0;
    }
}
