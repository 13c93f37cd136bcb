// GET /v1/models, and what changes them: POST /v1/load_lora_adapter and /v1/unload_lora_adapter as vLLM's server has them, and
// /update_weights_from_disk as SGLang's. They read folders below one that was named when the server began, and nothing else.

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Tells which models there are, and takes others.</summary>
/// <param name="updates">The folder below which weights may be read; null takes none.</param>
sealed class ModelsEndpoint(string? updates)
{
    readonly string? _root = updates is null ? null : Path.GetFullPath(updates);

    /// <summary>Lists them.</summary>
    public static Task Run(ServedRequest request) => request.Answer(to =>
    {
        to.WriteStartObject();
        to.WriteString("object", "list");
        to.WriteStartArray("data");
        foreach (var model in request.Models.All)
            Write(to, model);
        to.WriteEndArray();
        to.WriteEndObject();
    });

    /// <summary>Tells of one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ApiException">There is none of that name.</exception>
    public static Task Run(ServedRequest request, string name)
    {
        var model = request.Models.All.FirstOrDefault(m => m.Name == name) ?? throw request.Models.Unknown(name);
        return request.Answer(to => Write(to, model));
    }

    static void Write(Utf8JsonWriter to, ServedModel model)
    {
        to.WriteStartObject();
        to.WriteString("id", model.Name);
        to.WriteString("object", "model");
        to.WriteNumber("created", model.Created.ToUnixTimeSeconds());
        to.WriteString("owned_by", "r1sharp");
        if (model.Network is { } network)
            to.WriteString("parent", network.Name);
        to.WriteNumber("max_model_len", model.Live.MaxPositions);
        to.WriteString("weights_version", model.Version);
        to.WriteEndObject();
    }

    /// <summary>Adapters under a name.</summary>
    public async Task Load(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        string name = fields.RequiredText("lora_name"), folder = FolderOf(fields, "lora_path");
        fields.RefuseUnless("load_inplace", v => v.ValueKind == JsonValueKind.False);
        fields.RefuseOthers();
        if (name.Length == 0)
            throw ApiException.Bad("lora_name", "'lora_name' is empty.");
        await Answer(request, await request.Models.Add(name, folder, request.Cancellation), $"'{name}' is loaded.");
    }

    /// <summary>Adapters that are not asked any more.</summary>
    public async Task Unload(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        string name = fields.RequiredText("lora_name");
        fields.RefuseUnless("lora_int_id", _ => false);
        fields.RefuseOthers();
        RequireUpdates();
        request.Models.Remove(name);
        await request.Answer(to =>
        {
            to.WriteStartObject();
            to.WriteBoolean("success", true);
            to.WriteString("message", $"'{name}' is unloaded.");
            to.WriteEndObject();
        });
    }

    /// <summary>Another network in place of the present one, when what is on its way is answered.</summary>
    public async Task Exchange(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        string folder = FolderOf(fields, "model_path");
        // There is no cache of prompts that could be stale.
        fields.Pass("flush_cache");
        fields.RefuseUnless("abort_all_requests", v => v.ValueKind == JsonValueKind.False);
        fields.RefuseOthers();
        await Answer(request, await request.Models.Exchange(folder, request.Cancellation), "The weights are exchanged.");
    }

    static Task Answer(ServedRequest request, ServedModel model, string message) => request.Answer(to =>
    {
        to.WriteStartObject();
        to.WriteBoolean("success", true);
        to.WriteString("message", message);
        to.WriteString("model", model.Name);
        to.WriteString("weights_version", model.Version);
        to.WriteString("system_fingerprint", model.Fingerprint);
        to.WriteEndObject();
    });

    string FolderOf(JsonFields fields, string name)
    {
        string asked = fields.RequiredText(name), root = RequireUpdates();
        string folder;
        try
        {
            folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(asked, root));
        }
        catch (ArgumentException)
        {
            throw ApiException.Bad(name, $"'{name}' is no path.");
        }
        return !folder.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? throw new ApiException(StatusCodes.Status403Forbidden, $"'{name}' does not lie below the folder that this server may read (--updates).", name)
            : Directory.Exists(folder) ? folder : throw new ApiException(StatusCodes.Status404NotFound, $"'{name}': there is no such folder.", name);
    }

    string RequireUpdates() => _root
        ?? throw new ApiException(StatusCodes.Status403Forbidden, "This server takes no other weights than it began with: begin it with --updates.");
}
