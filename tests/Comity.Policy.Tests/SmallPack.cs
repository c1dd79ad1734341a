namespace Comity.Policy.Tests;

/// <summary>The smallest pack that has a bit of everything.</summary>
internal static class SmallPack
{
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["pack.yaml"] = """
            format: 1
            id: small
            version: 1.0.0
            title: Small
            jurisdiction: Nowhere
            action: action
            model: m.dmn
            findings: Findings
            review: Review
            silent: Ask counsel.
            circumstances:
              - name: urgent
                label: It is urgent
            """,
        ["instruments.yaml"] = """
            - id: LAW
              title: A law
              citation: 1 Law 1
              force: case-law
              in-force-from: 2020-01-01
              source: here
              provisions:
                - section: § 1
                  title: One
                  text: Do not.
            """,
        ["facts.yaml"] = """
            - name: action
              type: choice
              label: Action
              question: What is asked?
              values:
                - value: hold
                  label: Hold
                - value: tell
                  label: Tell
            - name: paper
              type: choice
              label: Paper
              question: What was signed?
              values:
                - value: warrant
                  label: Warrant
                - value: none
                  label: None
            """,
        ["documents.yaml"] = """
            - id: warrant
              title: Warrant
              signed-by: A judge
              how-to-tell: [A court is named.]
              actions: [hold]
              settles: { paper: warrant }
            """,
        ["m.dmn"] = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
              <decision id="f" name="Findings"><literalExpression><text>[]</text></literalExpression></decision>
              <decision id="r" name="Review"><literalExpression><text>[]</text></literalExpression></decision>
            </definitions>
            """,
    };
}
