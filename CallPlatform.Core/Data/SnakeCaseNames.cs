using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CallPlatform.Core.Data;

/// <summary>Columns are snake_case.</summary>
internal static class SnakeCaseNames
{
    public static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            ApplyTo(entity);
        }
    }

    private static void ApplyTo(IMutableEntityType type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            // PostgreSQL's own column keeps its own name.
            if (property.Name != "xmin")
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }
    }
}
