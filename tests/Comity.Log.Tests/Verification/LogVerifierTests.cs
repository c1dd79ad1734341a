using System.Diagnostics;
using System.Text;
using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Verification;
using CsCheck;

namespace Comity.Log.Tests.Verification;

public sealed class LogVerifierTests : IDisposable
{
    private readonly TemporaryLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task ALogOfAnySizeIsSoundHoweverItGrew()
    {
        long[] sizes = [0, 1, 2, 3, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_000];
        foreach (var size in sizes)
        {
            await _log.GrowAsync(size);
            Assert.Null(await _log.ProblemAsync());
            Assert.Equal(size, _log.Checkpoint().Size);
        }
    }

    [Fact]
    public async Task EverySingleChangedBitOfASmallLogIsFound()
    {
        await _log.GrowAsync(2, 5, 7);
        Assert.Null(await _log.ProblemAsync());
        var changed = 0;
        foreach (var file in Directory.EnumerateFiles(_log.Folder, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            for (var bit = 0; bit < content.Length * 8; bit++)
            {
                content[bit / 8] ^= (byte)(1 << (bit % 8));
                await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
                Assert.True(await _log.ProblemAsync() is not null, $"Bit {bit} of {Path.GetRelativePath(_log.Folder, file)} was changed, and nothing was found.");
                content[bit / 8] ^= (byte)(1 << (bit % 8));
                changed++;
            }

            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }

        Assert.True(changed > 8_000);
        Assert.Null(await _log.ProblemAsync());
    }

    [Fact]
    public async Task ChangedBitsOfALargeLogAreFoundAndTheirLeafIsNamed()
    {
        const int Size = 70_000;
        await _log.GrowAsync(300, Size);
        var random = new Random(6962);
        var files = Directory.GetFiles(_log.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        for (var sample = 0; sample < 25; sample++)
        {
            var file = files[random.Next(files.Length)];
            var path = Path.GetRelativePath(_log.Folder, file).Replace('\\', '/');
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var bit = random.Next(content.Length * 8);
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
            var problem = await _log.ProblemAsync();
            Assert.NotNull(problem);
            if (TilePath.Parse(path) is { Level: { } level } tile)
            {
                var step = 1L << (8 * level);
                Assert.Equal((tile.Index * 256 * step) + (bit / 8 / TreeHash.Size * step), problem.Leaf);
            }

            content[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }

        var bundle = Path.Combine(_log.Folder, "tile/entries/123");
        var entries = EntryBundle.Read(await File.ReadAllBytesAsync(bundle, TestContext.Current.CancellationToken))!.Select(entry => entry.ToArray()).ToArray();
        (entries[17], entries[18]) = (entries[18], entries[17]);
        var bytes = new List<byte>();
        Array.ForEach(entries, entry => EntryBundle.Append(bytes, entry));
        await File.WriteAllBytesAsync(bundle, [.. bytes], TestContext.Current.CancellationToken);
        var found = await _log.ProblemAsync();
        Assert.Equal((123 * 256) + 17, found!.Leaf);
        Assert.Contains("is not the one that was logged", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemovedAndForeignFilesAreFound()
    {
        await _log.GrowAsync(300);
        foreach (var file in Directory.GetFiles(_log.Folder, "*", SearchOption.AllDirectories))
        {
            File.Move(file, file + ".away");
            Assert.NotNull(await _log.ProblemAsync());
            File.Move(file + ".away", file);
        }

        Assert.Null(await _log.ProblemAsync());
        await File.WriteAllTextAsync(Path.Combine(_log.Folder, "tile", "0", "extra"), "", TestContext.Current.CancellationToken);
        Assert.Contains("not a file of the log", (await _log.ProblemAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALogThatWasWrittenAnewIsFoundByAnEarlierCheckpoint()
    {
        await _log.GrowAsync(10, 20);
        var early = _log.Checkpoint();
        Assert.Null(await _log.ProblemAsync(null, early));
        Directory.Delete(_log.Folder, recursive: true);
        var writer = await LogWriter.OpenAsync(_log.Folder, _log.Keys.Trust, TestContext.Current.CancellationToken);
        for (var i = 0; i < 30; i++)
        {
            writer.Append(Encoding.UTF8.GetBytes(TemporaryLog.Entry(i == 3 ? 99 : i)));
        }

        writer.Publish(TemporaryLog.Origin, _log.Keys.Signers, TemporaryLog.Time);
        Assert.Null(await _log.ProblemAsync());
        Assert.Contains("history was rewritten", (await _log.ProblemAsync(null, early))!.Message, StringComparison.Ordinal);
        Assert.Equal(30, (await _log.ProblemAsync(null, early with { Size = 31 }))!.Leaf);
    }

    [Fact]
    public async Task AWriterThatWasKilledAnywhereGoesOn()
    {
        await _log.GrowAsync(300);
        var before = Files();
        await _log.GrowAsync(600);
        var after = Files();
        var added = after.Where(pair => !before.ContainsKey(pair.Key)).OrderBy(pair => pair.Key == "checkpoint").ToArray();

        // As the files stand after each step of publishing: the checkpoint is the last.
        for (var steps = 0; steps <= added.Length; steps++)
        {
            Restore(before);
            foreach (var (path, content) in added[..steps])
            {
                Put(path, content);
            }

            Put(".unfinished/0", [1, 2, 3]);
            Assert.Null(await _log.ProblemAsync());
            await _log.GrowAsync(600);
            Assert.Null(await _log.ProblemAsync());
            Assert.Equal(after["checkpoint"], Files()["checkpoint"]);
        }
    }

    [Fact]
    public async Task AWriterDoesNotGoOnWithDamagedFiles()
    {
        await _log.GrowAsync(300);
        var files = Files();
        foreach (var path in new[] { "tile/0/000", "tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1", "checkpoint" })
        {
            Restore(files);
            var content = files[path].ToArray();
            content[7] ^= 1;
            Put(path, content);
            if (path == "tile/0/000")
            {
                // The edge needs its root only, which stands a level above; verification finds it.
                Assert.Equal(0, (await _log.ProblemAsync())!.Leaf);
                continue;
            }

            var exception = await Assert.ThrowsAnyAsync<Exception>(() => LogWriter.OpenAsync(_log.Folder, _log.Keys.Trust, TestContext.Current.CancellationToken));
            Assert.True(exception is FormatException or InvalidDataException);
        }
    }

    [Fact]
    public async Task ANewKeyTakesOverFromTheOld()
    {
        await _log.GrowAsync(5);
        var old = _log.Keys.Signers[0].Public;
        var next = LogKeys.Rotate(_log.KeyFile);
        _log.Keys.Dispose();
        _log.Keys = LogKeys.Read(_log.KeyFile);
        Succession.Write(_log.Folder, [Succession.Note(_log.Keys, TemporaryLog.Time)]);
        await _log.GrowAsync(9);
        Assert.Null(await _log.ProblemAsync(new LogTrust(old)));
        Assert.Null(await _log.ProblemAsync(new LogTrust(next)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_log.KeyFile));
        }

        Assert.Equal(next.ToString(), LogKeys.Retire(_log.KeyFile).ToString());
        _log.Keys.Dispose();
        _log.Keys = LogKeys.Read(_log.KeyFile);
        await _log.GrowAsync(12);
        Assert.Null(await _log.ProblemAsync(new LogTrust(old)));
        Assert.Null(await _log.ProblemAsync(new LogTrust(next)));
        var note = Path.Combine(_log.Folder, "keys", "1");
        var content = await File.ReadAllBytesAsync(note, TestContext.Current.CancellationToken);
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(note, content, TestContext.Current.CancellationToken);
            Assert.NotNull(await _log.ProblemAsync(new LogTrust(old)));
            content[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task AnIndependentVerifierAgrees()
    {
        var python = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(python is null, "python3 is not installed; the second verifier needs it.");
        await _log.GrowAsync(3, 260, 66_000);
        using var witness = NoteSigner.Create("witness.example.com/w1", NoteKeyKind.Cosignature);
        var writer = await LogWriter.OpenAsync(_log.Folder, _log.Keys.Trust, TestContext.Current.CancellationToken);
        writer.Replace(await File.ReadAllTextAsync(Path.Combine(_log.Folder, "checkpoint"), TestContext.Current.CancellationToken) + witness.Sign(_log.Checkpoint().ToString(), TemporaryLog.Time));
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "second_verifier.py"), _log.Folder, _log.Keys.Signers[0].Public.ToString(), witness.Public.ToString()];
        Assert.Equal((0, "66000 leaves, 2 signatures"), await RunAsync(python!, arguments));
        var tile = Path.Combine(_log.Folder, "tile/entries/200");
        var content = await File.ReadAllBytesAsync(tile, TestContext.Current.CancellationToken);
        content[500] ^= 1;
        await File.WriteAllBytesAsync(tile, content, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await RunAsync(python!, arguments)).Code);
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }

    private Dictionary<string, byte[]> Files() => Directory.GetFiles(_log.Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(_log.Folder, file).Replace('\\', '/'), File.ReadAllBytes);

    private void Restore(Dictionary<string, byte[]> files)
    {
        Directory.Delete(_log.Folder, recursive: true);
        foreach (var (path, content) in files)
        {
            Put(path, content);
        }
    }

    private void Put(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_log.Folder, path))!);
        File.WriteAllBytes(Path.Combine(_log.Folder, path), content);
    }
}
