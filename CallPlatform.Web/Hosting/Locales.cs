using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace CallPlatform.Web.Hosting;

/// <summary>
/// Dates and numbers follow the browser's language, texts the languages there are resources for
/// (<c>Resources/Texts.resx</c>; another language is <c>Texts.de.resx</c> and its name in <see cref="Languages"/>).
/// </summary>
internal static class Locales
{
    private static readonly string[] Languages = ["en"];

    private static readonly string[] Formats =
        ["en-US", "en-GB", "en-IN", "en-AE", "en-AU", "en-CA", "de-DE", "es-ES", "fr-FR", "hi-IN", "it-IT", "nl-NL", "pt-BR"];

    public static void Configure(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new RequestCulture("en-US");
        options.SupportedCultures = [.. Formats.Select(CultureInfo.GetCultureInfo)];
        options.SupportedUICultures = [.. Languages.Select(CultureInfo.GetCultureInfo)];
    }
}
