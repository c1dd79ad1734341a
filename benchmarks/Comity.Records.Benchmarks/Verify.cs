using System.Diagnostics;
using System.Globalization;
using System.Text;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Verification;

namespace Comity.Records.Benchmarks;

/// <summary>Checking a whole log with the public key, beside hashing its entries alone.</summary>
internal static class Verify
{
    public static async Task RunAsync(long leaves)
    {
        var folder = Directory.CreateTempSubdirectory("comity-benchmark-");
        try
        {
            using var signer = NoteSigner.Create("example.com/benchmark");
            var writer = await LogWriter.OpenAsync(folder.FullName, new LogTrust(signer.Public), default);
            for (var i = 0L; i < leaves; i++)
            {
                writer.Append(Entry(i));
                if (i % 100_000 == 0)
                {
                    writer.Publish("example.com/benchmark", [signer], DateTimeOffset.UtcNow);
                }
            }

            writer.Publish("example.com/benchmark", [signer], DateTimeOffset.UtcNow);
            var clock = Stopwatch.StartNew();
            var result = await LogVerifier.VerifyAsync(new FolderSource(folder.FullName), new LogVerifyOptions(new LogTrust(signer.Public)), default);
            var verified = clock.Elapsed;
            clock.Restart();
            for (var i = 0L; i < leaves; i++)
            {
                Merkle(Entry(i));
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{leaves} leaves: {(result.Problem is null ? "sound" : result.Problem.ToString())}, checked in {verified.TotalSeconds:F2} s; hashing the entries alone {clock.Elapsed.TotalSeconds:F2} s"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Merkle(byte[] entry) => Log.Merkle.TreeHash.Leaf(entry);

    private static byte[] Entry(long i) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{{\"at\":\"2026-03-15T12:00:00.000000Z\",\"commitment\":\"{i:x64}\",\"kind\":\"record\",\"number\":\"2026-{i:D6}\",\"version\":1}}"));
}
