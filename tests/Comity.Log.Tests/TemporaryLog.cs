using System.Text;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Verification;

namespace Comity.Log.Tests;

/// <summary>A log in a temporary folder.</summary>
internal sealed class TemporaryLog : IDisposable
{
    public const string Origin = "example.com/comity";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-log-");

    public TemporaryLog() => Keys = LogKeys.Create(KeyFile, Origin);

    public static DateTimeOffset Time { get; } = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    public string KeyFile => Path.Combine(_folder.FullName, "log.key");

    public string Folder => Path.Combine(_folder.FullName, "log");

    public LogKeys Keys { get; set; }

    public static string Entry(long index) => $"{{\"entry\":{index},\"padding\":\"{new string('x', (int)(index % 7))}\"}}";

    /// <summary>Grows the log to the sizes given, with a checkpoint at each, by a new writer each time.</summary>
    public async Task<LogWriter> GrowAsync(params long[] sizes)
    {
        LogWriter writer = null!;
        foreach (var size in sizes)
        {
            writer = await LogWriter.OpenAsync(Folder, Keys.Trust, default);
            while (writer.Size < size)
            {
                writer.Append(Encoding.UTF8.GetBytes(Entry(writer.Size)));
            }

            writer.Publish(Origin, Keys.Signers, Time);
        }

        return writer;
    }

    public async Task<LogProblem?> ProblemAsync(LogTrust? trust = null, params Checkpoint[] since)
    {
        var result = await LogVerifier.VerifyAsync(new FolderSource(Folder), new LogVerifyOptions(trust ?? Keys.Trust, since), default);
        return result.Problem;
    }

    public Checkpoint Checkpoint() => global::Comity.Log.Notes.Checkpoint.Open(SignedNote.Parse(File.ReadAllBytes(Path.Combine(Folder, "checkpoint"))), Keys.Trust);

    public void Dispose()
    {
        Keys.Dispose();
        _folder.Delete(recursive: true);
    }
}
