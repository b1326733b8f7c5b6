using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CallPlatform.Core.Data;

/// <summary>Columns are snake_case; a complex property's parts are columns of the same row without a prefix.</summary>
internal static class SnakeCaseNames
{
    public static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            ApplyTo(entity);
        }
    }

    private static void ApplyTo(IMutableTypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            // "Id" shadow names such as xmin are set by hand and stay.
            if (property.GetColumnName() is { } name && name != "xmin")
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }

        foreach (var part in type.GetDeclaredComplexProperties())
        {
            ApplyTo(part.ComplexType);
        }
    }
}
