using System.IO.Compression;
using System.Reflection;
using System.Text;
using Comity.Dmn.Editing;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Fuzz.Generation;

/// <summary>What people and programs hand in, changed a little: workbooks of tables, models that come back, archives of packs, bodies of requests.</summary>
public static class HandIns
{
    /// <summary>The files of the pack that is handed in.</summary>
    public static PackFiles Files { get; } = PackFiles.From(Assembly.GetExecutingAssembly().GetManifestResourceNames().Select(name => KeyValuePair.Create(name, (ReadOnlyMemory<byte>)Resource(name))));

    /// <summary>The pack.</summary>
    public static PolicyPack Pack { get; } = PackReader.Read(Files).Pack!;

    private static readonly Lazy<byte[]> Tables = new(() => TableWorkbook.Write(Files, Pack));
    private static readonly Lazy<string> Exported = new(() => Encoding.UTF8.GetString(
        ModelerExport.Write(Files.Find(Pack.Model.File)!.Value.Span, Pack.Model.File, FactInputs.Of(Pack.Facts)).File!));
    private static readonly Lazy<byte[]> Written = new(() => PackArchive.Write(Files));

    private static readonly string[] Bodies =
    [
        """{"on":"2025-01-27","facts":{"requestedAction":"notify-of-release","judicialWarrant":false}}""",
        """{"on":null,"facts":{"judicialWarrant":null,"requestedAction":["arrest"]},"without":["X"]}""",
    ];

    private static readonly Mutation Xml = new(
    [
        "<", "</", "/>", "<c r=\"C8\" t=\"s\"><v>99</v></c>", "<c t=\"e\"><v>#REF!</v></c>", "<c t=\"d\"><v>2025-01-27</v></c>", "<row r=\"0\">", "<row r=\"20001\"/>", "<f>A1</f>", "<v>", "</v>", "t=\"b\"", "t=\"inlineStr\"",
        "r=\"XFD1\"", "s=\"14\"", "&lt;", "&#0;", "<mergeCell ref=\"A1:B2\"/>", "<!DOCTYPE a>", "1e999", "-1", "\"arrest\",", " id=\"rule_1\"", "<rule>", "</rule>", "<text>", "</text>", "comity:state=\"x\"",
    ]);

    private static readonly Mutation Yaml = new(["- ", ": ", "\n  ", "\"", "'", "&a ", "*a", "!!int ", "null", "[", "{", "true", "2025-13-01", "|", ">-", "#", "%YAML 1.1\n", "---\n", "in-force", "arrest", "<", "]]>"]);

    private static readonly Mutation Json = new(["{", "}", "[", "]", ",", ":", "\"on\"", "\"facts\"", "null", "true", "1e400", "-0", "\\u0000", "\\ud800", "\"2025-02-30\"", "\"arrest\"", "//"]);

    /// <summary>A workbook of that number.</summary>
    public static byte[] Workbook(ulong seed, long index)
    {
        var random = Mutation.RandomOf(seed, index);
        return random.Next(4) == 0 ? Damaged(Tables.Value, random) : Changed(Tables.Value, Xml, random);
    }

    /// <summary>A model that comes back from another program.</summary>
    public static byte[] Model(ulong seed, long index)
    {
        var random = Mutation.RandomOf(seed, index);
        return Encoding.UTF8.GetBytes(Xml.Apply(Exported.Value, Exported.Value, random));
    }

    /// <summary>An archive.</summary>
    public static byte[] Archive(ulong seed, long index)
    {
        var random = Mutation.RandomOf(seed, index);
        return random.Next(4) == 0 ? Damaged(Written.Value, random) : Changed(Written.Value, Yaml, random);
    }

    /// <summary>A body of a request for a determination.</summary>
    public static byte[] Body(ulong seed, long index)
    {
        var random = Mutation.RandomOf(seed, index);
        return Encoding.UTF8.GetBytes(Json.Apply(Bodies[random.Next(Bodies.Length)], Bodies[random.Next(Bodies.Length)], random));
    }

    // Bits of the packed bytes.
    private static byte[] Damaged(byte[] file, Random random)
    {
        byte[] damaged = [.. file];
        for (var i = random.Next(1, 20); i > 0; i--)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(8) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    // The text of one of its parts.
    private static byte[] Changed(byte[] file, Mutation mutation, Random random)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries[random.Next(zip.Entries.Count)];
            string text;
            using (var reader = new StreamReader(entry.Open()))
            {
                text = reader.ReadToEnd();
            }

            using var part = entry.Open();
            part.SetLength(0);
            part.Write(Encoding.UTF8.GetBytes(mutation.Apply(text, text, random)));
        }

        return stream.ToArray();
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
