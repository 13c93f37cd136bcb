// The models of a server by their names: networks, and adapters over the first of them. Adapters come and go while it runs; the first network can be
// exchanged for another one. A request holds what it asked for until it is answered.

using Microsoft.AspNetCore.Http;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>What a server has.</summary>
sealed class ServedModels : IDisposable
{
    const int MostAdapters = 64, ShownCharacters = 80;

    readonly Func<string, ServedModel>? _reload;
    readonly Dictionary<string, Held> _others = new(StringComparer.Ordinal);

    readonly Lock _lock = new();
    readonly SemaphoreSlim _changes = new(1);
    readonly Dictionary<string, Held> _adapters = new(StringComparer.Ordinal);
    Held _network;
    TaskCompletionSource? _exchange;

    /// <param name="networks">The networks that it begins with; they remain their owner's, but the first ends where another takes its place.</param>
    /// <param name="reload">Reads another network in place of the first, which is this object's; null where that cannot be.</param>
    /// <exception cref="UserErrorException">Two have one name.</exception>
    public ServedModels(IReadOnlyList<ServedModel> networks, Func<string, ServedModel>? reload = null)
    {
        (_network, _reload) = (new(networks[0]), reload);
        foreach (var other in networks.Skip(1))
        {
            RequireFree(other.Name);
            _others.Add(other.Name, new(other));
        }
    }

    /// <summary>The network that whoever names none asks.</summary>
    public ServedModel Network => _network.Model;

    /// <summary>What is on its way through all networks.</summary>
    public LiveLoad Load
    {
        get
        {
            lock (_lock)
                return _others.Values.Prepend(_network).Select(h => h.Model.Live.Load).Aggregate((a, b) => new(a.Waiting + b.Waiting, a.Running + b.Running));
        }
    }

    /// <summary>All of them, the networks first.</summary>
    public IReadOnlyList<ServedModel> All
    {
        get
        {
            lock (_lock)
                return [_network.Model, .. _others.Values.Concat(_adapters.Values).Select(h => h.Model)];
        }
    }

    /// <summary>The model that a body names, for as long as it is held; the first network where it names none. Waits while that is exchanged.</summary>
    /// <exception cref="ApiException">There is none of that name.</exception>
    public async Task<ModelLease> Hold(JsonFields fields, CancellationToken cancellation)
    {
        string? name = fields.Text("model");
        while (true)
        {
            Task exchange;
            lock (_lock)
            {
                if (_exchange is null || (name is not null && _others.ContainsKey(name)))
                    return new(this, Found(name));
                exchange = _exchange.Task;
            }
            await exchange.WaitAsync(cancellation);
        }
    }

    /// <summary>Takes up adapters under a name of their own.</summary>
    /// <exception cref="UserErrorException">The name is taken, or they cannot be read.</exception>
    public async Task<ServedModel> Add(string name, string directory, CancellationToken cancellation = default)
    {
        await _changes.WaitAsync(cancellation);
        try
        {
            lock (_lock)
                RequireFree(name);
            var added = Network.WithAdapter(name, directory);
            lock (_lock)
                _adapters.Add(name, new(added));
            return added;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Forgets adapters; requests that hold them are answered with them.</summary>
    /// <exception cref="ApiException">There are none of that name.</exception>
    public void Remove(string name)
    {
        Held? held;
        lock (_lock)
        {
            if (!_adapters.Remove(name, out held))
                throw Missing(name);
            held.IsGone = true;
            if (held.Count > 0)
                return;
        }
        held.Model.Dispose();
    }

    /// <summary>Exchanges the first network when all requests on their way through it are answered; those that come meanwhile wait for it.</summary>
    /// <param name="directory">Where the new one lies.</param>
    /// <param name="cancellation">Gives it up while others are waited for.</param>
    /// <exception cref="UserErrorException">It cannot be read, and all is as it was; or there are adapters over the present one.</exception>
    public async Task<ServedModel> Exchange(string directory, CancellationToken cancellation)
    {
        await _changes.WaitAsync(cancellation);
        try
        {
            lock (_lock)
            {
                if (_reload is null || _adapters.Count > 0)
                    throw new UserErrorException(_reload is null ? "This server's network cannot be exchanged."
                        : "There are adapters over the present network: unload them first.");
                _exchange = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            while (_network.Count > 0)
                await Task.Delay(5, cancellation);
            var read = _reload(directory);
            var before = _network;
            _network = new(read) { IsOwn = true };
            before.Model.Dispose();
            return read;
        }
        finally
        {
            lock (_lock)
            {
                _exchange?.SetResult();
                _exchange = null;
            }
            _changes.Release();
        }
    }

    /// <summary>Lets go of what this object read; no request is on its way any more.</summary>
    public void Dispose()
    {
        foreach (var held in _adapters.Values)
            held.Model.Dispose();
        _adapters.Clear();
        if (_network.IsOwn)
            _network.Model.Dispose();
        _changes.Dispose();
    }

    void RequireFree(string name)
    {
        if (name == _network.Model.Name || _others.ContainsKey(name) || _adapters.ContainsKey(name))
            throw new UserErrorException($"There is a model '{Short(name)}' already: choose another name, or unload it.");
        if (_adapters.Count >= MostAdapters)
            throw new UserErrorException($"There are {MostAdapters} adapters already: unload one.");
    }

    Held Found(string? name)
    {
        var held = name is null || name == _network.Model.Name ? _network
            : _others.TryGetValue(name, out var one) || _adapters.TryGetValue(name, out one) ? one : throw Missing(name);
        held.Count++;
        return held;
    }

    void Release(Held held)
    {
        lock (_lock)
            if (--held.Count > 0 || !held.IsGone)
                return;
        held.Model.Dispose();
    }

    /// <summary>What is said of a name that no model has.</summary>
    public ApiException Unknown(string name)
    {
        lock (_lock)
            return Missing(name);
    }

    // Asked with the lock held.
    ApiException Missing(string name) => new(StatusCodes.Status404NotFound,
        $"There is no model '{Short(name)}' here: this server has '{string.Join("', '", Names.Take(8))}'.", "model", "model_not_found");

    IEnumerable<string> Names => _others.Keys.Concat(_adapters.Keys).Prepend(_network.Model.Name);

    static string Short(string name) => name.Length > ShownCharacters ? name[..ShownCharacters] + "…" : name;

    /// <summary>A model with the number of requests that hold it.</summary>
    internal sealed class Held(ServedModel model)
    {
        public ServedModel Model => model;

        public int Count { get; set; }

        public bool IsGone { get; set; }

        public bool IsOwn { get; init; }
    }

    /// <summary>A model in a request's hand.</summary>
    internal readonly struct ModelLease(ServedModels models, Held held) : IDisposable
    {
        /// <summary>The model.</summary>
        public ServedModel Model => held.Model;

        /// <inheritdoc/>
        public void Dispose() => models.Release(held);
    }
}
