using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Pages.Board;

/// <summary>How long a call lasts, and whether that is longer than calls usually take: <c>calm</c>, <c>warn</c> or <c>bad</c>.</summary>
internal readonly record struct BoardClock(int Seconds, string Tone)
{
    // Phones ring for half a minute; feedback talks take two to four.
    private const int LongRing = 45;
    private const int TooLongRing = 90;
    private const int LongTalk = 5 * 60;
    private const int TooLongTalk = 10 * 60;

    public static BoardClock Of(LiveCall call, DateTimeOffset now)
    {
        var seconds = (int)Math.Max(0, (now - (call.TalkingSince ?? call.Since)).TotalSeconds);
        var (longer, tooLong) = call.TalkingSince is null ? (LongRing, TooLongRing) : (LongTalk, TooLongTalk);
        return new(seconds, seconds >= tooLong ? "bad" : seconds >= longer ? "warn" : "calm");
    }
}
