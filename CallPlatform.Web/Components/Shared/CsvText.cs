using System.Text;

namespace CallPlatform.Web.Components.Shared;

/// <summary>A row of a CSV file and the lines it stands on, from 1.</summary>
public sealed record CsvRow(int FirstLine, int LastLine, IReadOnlyList<string> Fields);

/// <summary>CSV as spreadsheets write it (RFC 4180), read row by row to show people their own file, and written to give rows back.</summary>
public static class CsvText
{
    private const int LongestRow = 1 << 16;

    /// <summary>Reads rows until the end; a row longer than 64 K letters ends the reading, for it is no table.</summary>
    public static IEnumerable<CsvRow> Read(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = new List<string>();
        var field = new StringBuilder();
        int line = 1, first = 1, length = 0;
        var quoted = false;
        for (int read; (read = text.Read()) >= 0 && length < LongestRow; length++)
        {
            var letter = (char)read;
            if (letter == '\n')
            {
                line++;
            }

            if (quoted)
            {
                if (letter != '"')
                {
                    field.Append(letter);
                }
                else if (text.Peek() == '"')
                {
                    field.Append((char)text.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (letter == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (letter == ',')
            {
                Take();
            }
            else if (letter == '\n')
            {
                Take();
                if (fields.Count > 1 || fields[0].Length > 0)
                {
                    yield return new CsvRow(first, line - 1, [.. fields]);
                }

                fields.Clear();
                (first, length) = (line, 0);
            }
            else if (letter != '\r')
            {
                field.Append(letter);
            }
        }

        Take();
        if (fields.Count > 1 || fields[0].Length > 0)
        {
            yield return new CsvRow(first, line, fields);
        }

        void Take()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    /// <summary>One line, without its end. A field that a spreadsheet would run as a formula is written as the text it is.</summary>
    public static string Write(IEnumerable<string> fields) => string.Join(',', fields.Select(f =>
    {
        var text = f.Length > 0 && f[0] is '=' or '@' or '\t' ? "'" + f : f;
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }));
}
