using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Proofs;
using Comity.Log.Tiles;

namespace Comity.Log.Tests.Notes;

/// <summary>The published notes and keys of Go's <c>sumdb/note</c>, and what C2SP demands of readers.</summary>
public sealed class NoteTests
{
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string PeterPrivate = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string PeterLine = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string EnochLine = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_679_315_147);

    [Fact]
    public void ThePublishedKeySignsThePublishedNote()
    {
        using var signer = NoteSigner.Parse(PeterPrivate);
        Assert.Equal(PeterLine, signer.Sign(Text, Time));
        Assert.Equal((PeterKey, PeterPrivate), (signer.Public.ToString(), signer.Export()));
    }

    [Fact]
    public void ThePublishedKeyPairOfALogFits()
    {
        using var signer = NoteSigner.Parse("PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg");
        Assert.Equal("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", signer.Public.ToString());
    }

    [Fact]
    public void ANoteIsSignedByTheKnownKeysThatSignedIt()
    {
        var note = SignedNote.Parse($"{Text}\n{PeterLine}{EnochLine}");
        Assert.Equal(Text, note.Text);
        Assert.Equal(["PeterNeumann"], note.SignedBy([NoteKey.Parse(PeterKey)]).Select(key => key.Name));
        Assert.Equal(["PeterNeumann", "EnochRoot"], note.SignedBy([NoteKey.Parse(PeterKey), NoteKey.Parse(EnochKey)]).Select(key => key.Name));
        Assert.Empty(note.SignedBy([]));
        Assert.Throws<FormatException>(() => SignedNote.Parse($"{Text}\n{PeterLine[..60]}ABCD{PeterLine[60..]}").SignedBy([NoteKey.Parse(PeterKey)]));
    }

    [Fact]
    public void MalformedNotesAreRefused()
    {
        string[] bad =
        [
            Text, Text + "\n", $"{Text}\n{PeterLine[..^1]}", $"\u0001{Text}\n{PeterLine}", $"{Text}\n— Bad Name {PeterLine[15..]}", $"{Text}\n{PeterLine}Unexpected line.\n",
            $"{Text}\n{string.Concat(Enumerable.Repeat(PeterLine, 101))}", $"{Text}\n— a+b {PeterLine[15..]}", $"{Text}\n— PeterNeumann x08g\n", $"{Text}\n{PeterLine.Replace("JnAM=", "JnAN=", StringComparison.Ordinal)}",
        ];
        Assert.All(bad, note => Assert.Throws<FormatException>(() => SignedNote.Parse(note)));
        Assert.Throws<FormatException>(() => SignedNote.Parse([0xFF, .. System.Text.Encoding.UTF8.GetBytes($"{Text}\n{PeterLine}")]));
        Assert.NotNull(SignedNote.Parse($"{Text}\n{string.Concat(Enumerable.Repeat(PeterLine, 16))}"));
    }

    [Fact]
    public void AMangledKeyIsRefused()
    {
        Mangled(PeterKey, text => NoteKey.TryParse(text, out _));
        Mangled(PeterPrivate, text =>
        {
            try
            {
                NoteSigner.Parse(text).Dispose();
                return true;
            }
            catch (FormatException exception)
            {
                Assert.DoesNotContain("AYEKFAL", exception.Message, StringComparison.Ordinal);
                return false;
            }
        });
        Assert.False(NoteKey.TryParse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", out _));
        Assert.False(NoteKey.TryParse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out _));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create("a b"));
    }

    [Fact]
    public void ACosignatureHoldsItsTime()
    {
        using var log = NoteSigner.Create("example.com/log");
        using var witness = NoteSigner.Create("witness.example.com/w1", NoteKeyKind.Cosignature);
        var text = new Checkpoint("example.com/log", 5, TreeHash.Empty).ToString();
        var note = SignedNote.Parse($"{text}\n{log.Sign(text, Time)}{witness.Sign(text, Time)}");
        Assert.Equal([0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB], note.Signatures[1].Bytes[..8]);
        Assert.Equal(2, note.SignedBy([log.Public, witness.Public]).Count);
        var later = SignedNote.Parse($"{text}\n{log.Sign(text, Time)}{new NoteSignature(witness.Public.Name, witness.Public.Id, [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCC, .. note.Signatures[1].Bytes[8..]])}");
        Assert.Throws<FormatException>(() => later.SignedBy([witness.Public]));
        Assert.Equal(5, Checkpoint.Open(note, new LogTrust([log.Public], [witness.Public], 1)).Size);
        Assert.Throws<FormatException>(() => Checkpoint.Open(SignedNote.Parse($"{text}\n{log.Sign(text, Time)}"), new LogTrust([log.Public], [witness.Public], 1)));
    }

    [Theory]
    [InlineData("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", NoteKeyKind.Cosignature)]
    [InlineData("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6", NoteKeyKind.Ed25519)]
    public void ThePublishedKeysOfWitnessesAreRead(string key, NoteKeyKind kind)
    {
        var read = NoteKey.Parse(key);
        Assert.Equal((kind, key), (read.Kind, read.ToString()));
        Assert.False(NoteKey.TryParse(key.Replace("+B", "+A", StringComparison.Ordinal).Replace("+AQ", "+BQ", StringComparison.Ordinal), out _));
    }

    [Fact]
    public void TheExampleOfTheSpecificationHasACosignatureOfItsTime()
    {
        // C2SP tlog-cosignature shows it without the keys.
        var note = SignedNote.Parse("""
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

            """.ReplaceLineEndings("\n"));
        Assert.Equal(20_852_163, Checkpoint.Parse(note.Text).Size);
        Assert.Equal((ulong)Time.ToUnixTimeSeconds(), System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(note.Signatures[1].Bytes));
        Assert.Equal([64, 72], note.Signatures.Select(signature => signature.Bytes.Length));
    }

    [Theory]
    [InlineData("example.com/log\n5\n{0}\n", true)]
    [InlineData("example.com/log\n5\n{0}\nan extension\n", true)]
    [InlineData("example.com/log\n05\n{0}\n", false)]
    [InlineData("example.com/log\n+5\n{0}\n", false)]
    [InlineData("example.com/log\n5\n", false)]
    [InlineData("\n5\n{0}\n", false)]
    [InlineData("example.com/log\n5\nAAAA\n", false)]
    [InlineData("example.com/log\n99999999999999999999\n{0}\n", false)]
    public void CheckpointsAreReadStrictly(string form, bool good)
    {
        var text = string.Format(null, form, TreeHash.Empty);
        if (good)
        {
            Assert.Equal(new Checkpoint("example.com/log", 5, TreeHash.Empty), Checkpoint.Parse(text));
        }
        else
        {
            Assert.Throws<FormatException>(() => Checkpoint.Parse(text));
        }
    }

    [Theory]
    [InlineData("tile/0/x001/x234/067", 0, 1_234_067, 256)]
    [InlineData("tile/63/000", 63, 0, 256)]
    [InlineData("tile/0/273.p/112", 0, 273, 112)]
    [InlineData("tile/entries/x001/000.p/1", null, 1_000, 1)]
    public void TilePathsAreThoseOfTheSpecification(string path, int? level, long index, int width)
    {
        Assert.Equal(path, new TilePath(level, index, width).ToString());
        Assert.Equal(new TilePath(level, index, width), TilePath.Parse(path));
    }

    [Theory]
    [InlineData("tile/64/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/data/000")]
    public void OtherPathsAreNone(string path) => Assert.Null(TilePath.Parse(path));

    [Fact]
    public void TheTilesOfSeventyThousandLeavesAreThoseOfTheSpecification() =>
        Assert.Equal([(273L, 112), (1L, 17), (0L, 1)], new[] { 0, 1, 2 }.Select(level => TilePath.On(level, 70_000)));

    [Fact]
    public void AProofIsReadAsItIsWritten()
    {
        using var log = NoteSigner.Create("example.com/log");
        var (leaf, sibling) = (TreeHash.Leaf("a"u8), TreeHash.Leaf("b"u8));
        var note = SignedNote.Parse(new Checkpoint("example.com/log", 2, TreeHash.Node(leaf, sibling)).Sign([log], Time));
        var text = new LogProof([1, 2, 3], 0, [sibling], note).ToString();
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra AQID\nindex 0\n", text, StringComparison.Ordinal);
        var proof = LogProof.Parse(text);
        Assert.Equal(text, proof.ToString());
        Assert.Equal(2, proof.Verify("a"u8, new LogTrust(log.Public)).Size);
        Assert.Throws<FormatException>(() => proof.Verify("c"u8, new LogTrust(log.Public)));
        Assert.Throws<FormatException>(() => (proof with { Index = 1 }).Verify("a"u8, new LogTrust(log.Public)));
        Assert.Throws<FormatException>(() => proof.Verify("a"u8, new LogTrust(NoteKey.Parse(PeterKey))));
        Assert.All(["x", "c2sp.org/tlog-proof@v1\n\n", text.Replace("index 0", "index 00", StringComparison.Ordinal), text.Replace("AQID", "AQ", StringComparison.Ordinal), text.Replace("index", "place", StringComparison.Ordinal)],
            bad => Assert.Throws<FormatException>(() => LogProof.Parse(bad)));
    }

    private static void Mangled(string text, Predicate<string> good)
    {
        Assert.True(good(text));
        for (var i = 0; i < text.Length; i++)
        {
            for (var j = i + 1; j <= text.Length; j++)
            {
                Assert.True((i == 0 && j == text.Length) || !good(text[i..j]));
            }

            Assert.False(good($"{text[..i]}{(char)(text[i] + 1)}{text[(i + 1)..]}"));
        }
    }
}
