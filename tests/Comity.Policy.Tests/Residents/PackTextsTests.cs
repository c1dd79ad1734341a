using Comity.Policy.Packs;
using Comity.Policy.Translations;
using Comity.Testing;

namespace Comity.Policy.Tests.Residents;

/// <summary>What the public sees of a pack is there in Spanish too, and nothing is translated that is not there.</summary>
public class PackTextsTests
{
    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void EveryTextThatThePublicSeesHasSpanish(string name)
    {
        var pack = PackReader.Read(Repository.Pack(name)).Pack!;
        var (shown, translated) = (PackTexts.Of(pack), pack.Translations["es"].Texts);
        Assert.Equal([], shown.Where(text => !translated.ContainsKey(text)));
        Assert.Equal([], translated.Keys.Where(text => !shown.Contains(text)));
        Assert.Equal(("at a test", false), pack.In("es", "at a test"));
        Assert.All(translated, entry => Assert.Equal((entry.Value, true), pack.In("es", entry.Key)));
    }

    [Theory]
    [InlineData("translations/es.yaml", "- text: A\n  es: B\n- text: A\n  es: C\n", "translations/es.yaml:3:3", "PACK0009")]
    [InlineData("translations/es.yaml", "- text: A\n", "translations/es.yaml:1:3", "PACK0005")]
    [InlineData("translations/es.yaml", "- text: A\n  es: B\n  en: C\n", "translations/es.yaml:3:3", "PACK0007")]
    [InlineData("translations/Spanish.yaml", "[]\n", "translations/Spanish.yaml", "PACK0006")]
    [InlineData("residents.yaml", "places: []\nofficers: []\nactions: []\n", "residents.yaml", "PACK0005")]
    [InlineData("residents.yaml", "places: [{ id: a, label: a, facts: { agency: nobody } }]\nofficers: [{ id: a, label: a }]\nactions: [{ id: a, label: a }]\n", "residents.yaml:1:46", "PACK0010")]
    [InlineData("residents.yaml", "places: [{ id: a, label: a, facts: { who: nobody } }]\nofficers: [{ id: a, label: a }]\nactions: [{ id: a, label: a }]\n", "residents.yaml:1:43", "PACK0008")]
    public void WhatCannotBeReadIsSaidWithItsPlace(string path, string content, string place, string code)
    {
        var files = PackFiles.ReadFolder(Repository.Pack("new-york")).With(path, System.Text.Encoding.UTF8.GetBytes(content));
        Assert.Contains(PackReader.Read(files).Diagnostics, diagnostic => diagnostic.Code == code && diagnostic.ToString().Contains(place, StringComparison.Ordinal));
    }
}
