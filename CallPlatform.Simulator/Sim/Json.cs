using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Simulator.Sim;

internal static class Json
{
    /// <summary>Vapi's wire.</summary>
    public static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new WireTime() },
    };

    /// <summary>Every other wire, and the simulator's own endpoints.</summary>
    public static readonly JsonSerializerOptions Snake = new(Camel) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>For bodies whose names are spelt out where they are made.</summary>
    public static readonly JsonSerializerOptions Verbatim = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new WireTime() } };

    /// <summary>A misspelt setting must not pass for a default.</summary>
    public static readonly JsonSerializerOptions Settings = new(Snake) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static IResult CamelResult(object value, int status = StatusCodes.Status200OK) => Results.Json(value, Camel, statusCode: status);

    public static IResult SnakeResult(object value, int status = StatusCodes.Status200OK) => Results.Json(value, Snake, statusCode: status);
}
