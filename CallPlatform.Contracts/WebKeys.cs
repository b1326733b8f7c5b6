namespace CallPlatform.Contracts;

/// <summary>A data-protection key that a Web process made (<c>POST /internal/web-keys</c>).</summary>
/// <param name="Name">As data protection calls it: <c>key-…</c> or <c>revocation-…</c>.</param>
/// <param name="Xml">The key. A secret.</param>
public sealed record WebKey(string Name, string Xml)
{
    /// <summary>The Api's route for them, for Web alone: not part of the public contract.</summary>
    public const string Path = "internal/web-keys";

    /// <summary>The request header with what only Api and Web know.</summary>
    public const string Header = "X-Web-Key";
}
