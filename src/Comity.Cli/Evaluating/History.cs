namespace Comity.Cli.Evaluating;

/// <summary>The lines that were entered, kept between runs in the user's own data folder. Failing to keep them is no failure.</summary>
internal sealed class History
{
    private const int Kept = 1_000;

    private readonly string _file;

    private History(string file, List<string> lines)
    {
        _file = file;
        Lines = lines;
    }

    /// <summary>The oldest first.</summary>
    public List<string> Lines { get; }

    public static History Load()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var file = Path.Combine(folder, "comity", "feel-history");
        try
        {
            return new History(file, File.Exists(file) ? [.. File.ReadLines(file).TakeLast(Kept)] : []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new History(file, []);
        }
    }

    public void Add(string line)
    {
        if (line.Trim().Length == 0 || (Lines.Count > 0 && Lines[^1] == line))
        {
            return;
        }

        Lines.Add(line);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            if (Lines.Count > Kept)
            {
                Lines.RemoveRange(0, Lines.Count - Kept);
                File.WriteAllLines(_file, Lines);
            }
            else
            {
                File.AppendAllText(_file, line + "\n");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The line is still known in this run.
        }
    }
}
