// Rollouts by a server: the weights of each step are written into a folder that it sees, loaded under a name of their own, and asked. Whatever fails
// for a moment is asked again, with the same seeds; a server that began anew is given its weights again. So it costs time and nothing else.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.App.Endpoints;

/// <summary>Where a server is, where it reads weights, and how patient one is with it.</summary>
sealed record RolloutServerOptions
{
    /// <summary>Its address.</summary>
    public required Uri Url { get; init; }

    /// <summary>Where weights are written.</summary>
    public required string Folder { get; init; }

    /// <summary>The same folder as the server sees it; null where that is the same.</summary>
    public string? ServerFolder { get; init; }

    /// <summary>The variable of the environment that holds the key; where it is not set, none is sent.</summary>
    public string KeyVariable { get; init; } = "R1SHARP_API_KEY";

    /// <summary>Seconds without any answer after which one gives up.</summary>
    public double PatienceSeconds { get; init; } = 600;

    /// <summary>Seconds before something is tried again; twice as many each time, up to <see cref="LongestPauseSeconds"/>.</summary>
    public double FirstPauseSeconds { get; init; } = 0.5;

    /// <summary>The longest pause.</summary>
    public double LongestPauseSeconds { get; init; } = 15;

    /// <summary>Requests on their way at a time.</summary>
    public int MostRequests { get; init; } = 256;
}

/// <summary>A server that samples.</summary>
sealed class RolloutServer : IOutsideSampler
{
    const int HashLength = 12;

    readonly IRolloutProtocol _protocol;
    readonly RolloutServerOptions _options;
    readonly Action<string> _save;
    readonly Action<string> _tell;
    readonly ServiceConnection _connection;
    readonly SemaphoreSlim _loading = new(1), _slots;
    readonly SortedDictionary<int, Published> _published = [];
    long _lastAnswer = Environment.TickCount64;

    /// <param name="protocol">How it is spoken to.</param>
    /// <param name="options">Where it is.</param>
    /// <param name="save">Writes the present weights into a folder, which exists.</param>
    /// <param name="tell">Told what one waits for; null tells nobody.</param>
    public RolloutServer(IRolloutProtocol protocol, RolloutServerOptions options, Action<string> save, Action<string>? tell = null)
    {
        (_protocol, _options, _save, _tell) = (protocol, options, save, tell ?? (_ => { }));
        _connection = new(Base(options.Url), options.KeyVariable, timeoutSeconds: Math.Max(options.PatienceSeconds, 1));
        _slots = new(options.MostRequests);
    }

    /// <inheritdoc/>
    public void Publish(int version)
    {
        if (_published.ContainsKey(version))
            return;
        var published = new Published(Written(version));
        _lastAnswer = Environment.TickCount64;
        Patiently(async c => await Load(published, loads: 0, c).ConfigureAwait(false), default).GetAwaiter().GetResult();
        lock (_published)
            _published.Add(version, published);
    }

    /// <inheritdoc/>
    public void Forget(int before)
    {
        foreach (var (version, published) in _published.TakeWhile(p => p.Key < before).ToArray())
        {
            try
            {
                _protocol.Unload(_connection, published.Name, default).GetAwaiter().GetResult();
            }
            catch (ServiceException)
            {
                // It began anew, and has none of them.
            }
            lock (_published)
                _published.Remove(version);
            Directory.Delete(FolderOf(published.Name), recursive: true);
        }
    }

    /// <inheritdoc/>
    public Completion[][] Generate(int version, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation)
    {
        Published published;
        lock (_published)
            published = _published[version];
        _lastAnswer = Environment.TickCount64;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return Task.WhenAll(requests.Select(request => AskOne(published, version, request, failed))).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _loading.Dispose();
        _slots.Dispose();
    }

    // The first that fails for good ends the others.
    async Task<Completion[]> AskOne(Published published, int version, GenerationRequest request, CancellationTokenSource failed)
    {
        await _slots.WaitAsync(failed.Token).ConfigureAwait(false);
        try
        {
            Completion[] completions = [];
            await Patiently(async c => completions = await Ask(published, request, c).ConfigureAwait(false), failed.Token).ConfigureAwait(false);
            completions = [.. completions.Select(completion => completion with { WeightsStep = version })];
            request.OnFinished?.Invoke(completions);
            return completions;
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _slots.Release();
        }
    }

    async Task<Completion[]> Ask(Published published, GenerationRequest request, CancellationToken cancellation)
    {
        int loads = published.Loads;
        try
        {
            return await _protocol.Ask(_connection, published.Weights!, request, cancellation).ConfigureAwait(false);
        }
        catch (ServiceException e) when (e.Status == 404)
        {
            // Other requests may have had the same answer.
            await Load(published, loads, cancellation).ConfigureAwait(false);
            throw new ServiceException(ServiceFault.Moment, e.Message, e);
        }
    }

    async Task Load(Published published, int loads, CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (published.Loads != loads)
                return;
            string folder = Path.Combine(_options.ServerFolder ?? Path.GetFullPath(_options.Folder), published.Name);
            published.Weights = await _protocol.Load(_connection, published.Name, folder, cancellation).ConfigureAwait(false);
            published.Loads++;
        }
        finally
        {
            _loading.Release();
        }
    }

    async Task Patiently(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        for (double pause = _options.FirstPauseSeconds; ; pause = Math.Min(2 * pause, _options.LongestPauseSeconds))
            try
            {
                await work(cancellation).ConfigureAwait(false);
                Volatile.Write(ref _lastAnswer, Environment.TickCount64);
                return;
            }
            catch (ServiceException e) when (e.Fault == ServiceFault.Moment && Silence < _options.PatienceSeconds)
            {
                if (pause > _options.FirstPauseSeconds)
                    _tell($"{_options.Url}: {e.Message.TrimEnd('.')}; trying again.");
                await Task.Delay(e.RetryAfter ?? TimeSpan.FromSeconds(pause), cancellation).ConfigureAwait(false);
            }
            catch (ServiceException e)
            {
                throw new UserErrorException($"rollout.url {_options.Url}: {e.Message}", e);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
                or IndexOutOfRangeException)
            {
                throw new UserErrorException($"rollout.url {_options.Url}: its answer is not what such a server answers: {e.Message}", e);
            }
    }

    double Silence => (Environment.TickCount64 - Volatile.Read(ref _lastAnswer)) / 1000.0;

    // The name holds the step and the hash of the weights: nothing on a server can be mistaken for them.
    string Written(int version)
    {
        string aside = Path.Combine(_options.Folder, FormattableString.Invariant($".writing-{Environment.ProcessId}"));
        try
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
            Directory.CreateDirectory(aside);
            _save(aside);
            string name = string.Create(CultureInfo.InvariantCulture, $"step-{version:D6}-{WeightHash.Of(aside)[..HashLength]}"), folder = FolderOf(name);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(aside, folder);
            return name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"rollout.adapter_dir {_options.Folder}: the weights cannot be written there: {e.Message.TrimEnd('.')}.", e);
        }
    }

    string FolderOf(string name) => Path.Combine(_options.Folder, name);

    // An address up to the version means the server, too.
    static Uri Base(Uri url)
    {
        string address = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri((address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address) + "/");
    }

    /// <summary>Weights that the server was given.</summary>
    sealed class Published(string name)
    {
        public string Name => name;

        public ServedWeights? Weights { get; set; }

        public int Loads { get; set; }
    }
}
