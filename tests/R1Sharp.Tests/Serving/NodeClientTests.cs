using System.Text.Json;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Clients of JavaScript: the packages openai and ai (tests/clients/node); where they cannot run, the test is skipped and says why.</summary>
public sealed class NodeClientTests
{
    static readonly string s_folder = Path.Combine(Cli.Home, "tests", "clients", "node");

    [Fact]
    public async Task Openai_and_ai()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_folder, "node_modules")),
            "The clients are not installed: run npm ci in tests/clients/node (./test does where npm is there).");
        await using var world = await ServedWorld.Open(tokenizer: ToolTests.Tokenizer);
        System.Diagnostics.Process node;
        try
        {
            node = Cli.StartProgram("node", [Path.Combine(s_folder, "client.mjs"), new Uri(world.Server.Url, "v1").ToString()]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not installed, and the clients run in it.");
            throw;
        }
        using (node)
        {
            var output = node.StandardOutput.ReadToEndAsync();
            var error = node.StandardError.ReadToEndAsync();
            Assert.True(node.WaitForExit(TimeSpan.FromMinutes(3)), "the clients do not end");
            Assert.True(node.ExitCode == 0, await error);
            var results = JsonDocument.Parse(await output).RootElement.EnumerateObject().ToDictionary(r => r.Name, r => r.Value.ToString());
            Assert.Equal("2", results["choices"]);
            Assert.Equal("2", results["logprobs"]);
            Assert.Equal("True", results["streamed"]);
            Assert.Equal("weather number", results["tool"]);
            Assert.Equal("weather", results["streamedTool"]);
            Assert.Equal("number", results["schema"]);
            Assert.Equal("abc 3", results["echo"]);
            Assert.Equal("tiny", results["models"]);
            Assert.Equal("400 temperature", results["error"]);
            Assert.Equal("True", results["cancelled"]);
            Assert.Equal("True", results["aiStreamed"]);
            Assert.Equal("number", results["aiObject"]);
            Assert.Equal("weather", results["aiTool"]);
            Assert.Equal("400", results["aiError"]);
        }
    }
}
