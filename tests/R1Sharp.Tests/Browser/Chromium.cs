using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Browser;

/// <summary>Debian's Chromium, led by Playwright; one for all tests of pages. Where it is not installed they are skipped and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Where pictures of pages are put, to be looked at.</summary>
    public static readonly string Pictures = Path.Combine(Cli.Home, "artifacts", "pages");

    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(s_places, File.Exists) is not { } place)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = place, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        Directory.CreateDirectory(Pictures);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens an address in a window of its own.</summary>
    /// <param name="url">The address.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="isDark">Whether the reader wants it dark.</param>
    internal async Task<OpenPage> Open(Uri url, int width = 1280, bool isDark = false)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed (apt-get install chromium; ./test does where it may), and pages are tried in it.");
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        var page = new OpenPage(context, await context.NewPageAsync(), url);
        await page.Page.GotoAsync(url.ToString());
        return page;
    }
}

/// <summary>A page that is open, with everything that went wrong in it.</summary>
sealed class OpenPage : IAsyncDisposable
{
    readonly IBrowserContext _context;
    readonly ConcurrentQueue<string> _troubles = [];

    public OpenPage(IBrowserContext context, IPage page, Uri url)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _troubles.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _troubles.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal))
                _troubles.Enqueue($"asks elsewhere: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>The one element of a selector, which must come within ten seconds.</summary>
    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>Nothing went wrong, nothing was asked elsewhere, and nothing is wider than the window.</summary>
    public async Task RequireWell(params string[] expected)
    {
        Assert.DoesNotContain(_troubles, t => !expected.Any(t.Contains));
        Assert.Equal(0, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth > innerWidth ? document.documentElement.scrollWidth : 0"));
    }

    /// <summary>A picture of the whole page.</summary>
    public Task Picture(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Chromium.Pictures, name + ".png"), FullPage = true });

    /// <summary>Waits until an expression over the page holds. It is asked from here: what would ask itself again in the page, the page forbids.</summary>
    public async Task Until(string expression)
    {
        for (var since = Stopwatch.StartNew(); !await Page.EvaluateAsync<bool>($"!!({expression})"); await Task.Delay(20))
            if (since.Elapsed > TimeSpan.FromSeconds(20))
                Assert.Fail($"After 20 seconds this does not hold: {expression}. Troubles: {string.Join("; ", _troubles)}");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

/// <summary>The tests of pages, one after the other in one browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
