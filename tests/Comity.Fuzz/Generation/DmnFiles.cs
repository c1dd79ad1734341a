using System.Text;

namespace Comity.Fuzz.Generation;

/// <summary>Random DMN files: small models, changed a little.</summary>
public static class DmnFiles
{
    private static readonly string[] Corpus =
    [
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="Loan" namespace="urn:loan">
          <itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"low", "high"</text></allowedValues></itemDefinition>
          <itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent><itemComponent name="tags" isCollection="true"><typeRef>string</typeRef></itemComponent></itemDefinition>
          <inputData id="p" name="Person"><variable name="Person" typeRef="tPerson"/></inputData>
          <businessKnowledgeModel id="k" name="double"><variable name="double"/><encapsulatedLogic><formalParameter name="x" typeRef="number"/><literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
          <decision id="r" name="Risk"><variable name="Risk" typeRef="tRisk"/><informationRequirement><requiredInput href="#p"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
            <decisionTable hitPolicy="FIRST"><input label="Age"><inputExpression typeRef="number"><text>double(Person.age)</text></inputExpression><inputValues><text>[0..300]</text></inputValues></input>
              <output name="risk"><outputValues><text>"low", "high"</text></outputValues><defaultOutputEntry><text>"high"</text></defaultOutputEntry></output><annotation name="why"/>
              <rule><inputEntry><text>&lt; 36</text></inputEntry><outputEntry><text>"high"</text></outputEntry><annotationEntry><text>young</text></annotationEntry></rule>
              <rule><inputEntry><text><![CDATA[[36..140)]]></text></inputEntry><outputEntry><text>"low"</text></outputEntry><annotationEntry><text/></annotationEntry></rule>
              <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"high"</text></outputEntry><annotationEntry><text/></annotationEntry></rule></decisionTable></decision>
          <decision id="s" name="Summary"><variable name="Summary"/><informationRequirement><requiredDecision href="#r"/></informationRequirement>
            <context><contextEntry><variable name="a"/><literalExpression><text>Risk = "low"</text></literalExpression></contextEntry><contextEntry><literalExpression><text>if a then 1 else 2</text></literalExpression></contextEntry></context></decision>
        </definitions>
        """,
        """
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="Boxed" namespace="urn:boxed">
          <inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
          <decision id="a" name="a"><variable name="a"/><informationRequirement><requiredInput href="#n"/></informationRequirement><conditional><if><literalExpression><text>n &gt; 1</text></literalExpression></if><then><list><literalExpression><text>1</text></literalExpression></list></then><else><relation><column name="x"/><row><literalExpression><text>2</text></literalExpression></row></relation></else></conditional></decision>
          <decision id="b" name="b"><variable name="b"/><for iteratorVariable="i"><in><literalExpression><text>1..3</text></literalExpression></in><return><literalExpression><text>i + partial[-1]</text></literalExpression></return></for></decision>
          <decision id="c" name="c"><variable name="c"/><filter><in><literalExpression><text>[1, 2]</text></literalExpression></in><match><literalExpression><text>item > 1</text></literalExpression></match></filter></decision>
          <decision id="e" name="e"><variable name="e"/><some iteratorVariable="i"><in><literalExpression><text>[1]</text></literalExpression></in><satisfies><literalExpression><text>i = 1</text></literalExpression></satisfies></some></decision>
          <decision id="f" name="f"><variable name="f"/><functionDefinition kind="FEEL"><formalParameter name="x"/><literalExpression><text>x</text></literalExpression></functionDefinition></decision>
          <decision id="g" name="g"><variable name="g"/><invocation><literalExpression><text>abs</text></literalExpression><binding><parameter name="n"/><literalExpression><text>-1</text></literalExpression></binding></invocation></decision>
          <itemDefinition name="collection of x" isCollection="true"><typeRef>number</typeRef></itemDefinition>
          <inputData id="i" name="Debt / Income"><variable name="Debt / Income" typeRef="collection of x"/></inputData>
          <decision id="j" name="j"><variable name="j"/><informationRequirement><requiredInput href="#i"/></informationRequirement><context><contextEntry><variable name="Line&#10;Break"/><literalExpression><text>Debt/Income instance of collection of x</text></literalExpression></contextEntry><contextEntry><literalExpression><text>Line Break</text></literalExpression></contextEntry></context></decision>
          <decisionService id="h" name="h"><variable name="h"/><outputDecision href="#a"/><inputData href="#n"/></decisionService>
        </definitions>
        """,
    ];

    private static readonly Mutation Mutation = new(
    [
        "<", ">", "/>", "</", "&lt;", "&amp;", "&#0;", "&#x41;", "&nbsp;", "<![CDATA[", "]]>", "<!--", "-->", "<?x ?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "xmlns=\"\"", " id=\"r\"", " name=\"Risk\"", " typeRef=\"tRisk\"",
        " hitPolicy=\"COLLECT\"", " aggregation=\"SUM\"", " isCollection=\"true\"", "<decision>", "</decision>", "<text>", "</text>", "<rule>", "<context>", "<import/>", "<itemComponent name=\"z\">", "href=\"#s\"", "<list><list><list>",
        "1 +", "\"", "=", "Person", "Risk",
    ]);

    /// <summary>The file of that number.</summary>
    public static byte[] At(ulong seed, long index)
    {
        var random = Mutation.RandomOf(seed, index);
        var text = Mutation.Apply(Corpus[random.Next(Corpus.Length)], Corpus[random.Next(Corpus.Length)], random);
        var bytes = random.Next(50) == 0 ? Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text)).ToArray() : Encoding.UTF8.GetBytes(text);
        if (random.Next(20) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
