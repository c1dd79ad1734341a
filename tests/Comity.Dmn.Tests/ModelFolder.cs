using Comity.Dmn.Evaluation;
using Comity.Dmn.Xml;

namespace Comity.Dmn.Tests;

/// <summary>Models in files beside each other.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-models-").FullName;

    public ModelFolder Add(string name, string elements)
    {
        File.WriteAllText(PathOf(name), $"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="{name}" namespace="urn:{name}">{elements}</definitions>""");
        return this;
    }

    public string PathOf(string name) => Path.Combine(_folder, name + ".dmn");

    public DmnReadResult Read(string name) => DmnReader.ReadFile(PathOf(name));

    public DmnEngine Engine(string name)
    {
        var read = Read(name);
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        var created = DmnEngine.Create(read.Model);
        Assert.True(created.Engine is not null, string.Join("\n", created.Diagnostics));
        return created.Engine;
    }

    public static string Import(string model, string name) =>
        $"""<import namespace="urn:{model}" name="{name}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>""";

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
