namespace CallPlatform.Web.Resources;

/// <summary>Names the resource of the pages' texts: <c>Texts.resx</c> in English, <c>Texts.{language}.resx</c> in others.</summary>
public sealed class Texts;
