// GET /v1/models, and the model that a request names.

using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Tells which models there are.</summary>
static class ServedModels
{
    /// <summary>Refuses a body that names another model than the one there is; one that names none means it.</summary>
    /// <exception cref="ApiException">It does.</exception>
    public static void Require(JsonFields fields, ServedModel model)
    {
        if (fields.Text("model") is { } name && name != model.Name)
            throw new ApiException(StatusCodes.Status404NotFound,
                $"There is no model '{(name.Length > 80 ? name[..80] + "…" : name)}' here: this server has '{model.Name}'.", "model", "model_not_found");
    }

    /// <summary>Lists them.</summary>
    public static Task Run(ServedRequest request) => request.Answer(to =>
    {
        var model = request.Model;
        to.WriteStartObject();
        to.WriteString("object", "list");
        to.WriteStartArray("data");
        to.WriteStartObject();
        to.WriteString("id", model.Name);
        to.WriteString("object", "model");
        to.WriteNumber("created", model.Created.ToUnixTimeSeconds());
        to.WriteString("owned_by", "r1sharp");
        to.WriteNumber("max_model_len", model.Live.MaxPositions);
        to.WriteString("weights_version", model.Version);
        to.WriteEndObject();
        to.WriteEndArray();
        to.WriteEndObject();
    });
}
