using System.Net;
using System.Text.RegularExpressions;
using Comity.Server.Access;
using Comity.Server.Tests.Public;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>Every page that exists, at the width of a small phone, a phone and a desk: nothing is cut off, overprinted or
/// unlabeled.</summary>
public sealed partial class SmallScreenTests(PublicSite site) : IClassFixture<PublicSite>
{
    private const int Most = 160;

    private static readonly int[] Widths = [320, 375, 1280];

    private static readonly string[] Begin =
    [
        "/", "/queue", "/records", "/records?outcome=permitted", "/records?from=2030-01-01", "/counsel", "/audit", "/accounts", "/units",
            "/programs", "/access-log", "/policy",
        "/policy/graph", "/compare?from=2025-01-27&to=2025-01-28", "/api", "/sign-in", "/account", "/nowhere", "/counsel/policy",
        "/ask?on=2025-02-01&paper=i-247a&a=agency%3Alocal-law-enforcement",
            "/explain?on=2025-02-01&paper=i-247a&a=agency%3Alocal-law-enforcement",
        "/public/en", "/public/en/tally?unit=week", "/public/es/tally?unit=day&by=circumstance", "/public/en/tally?unit=month&by=action",
            "/public/en/history", "/public/es/policy",
        "/public/en/may-they?place=school&who=state-worker&what=ask-status",
            "/public/es/may-they?place=school&who=state-police&what=tell-of-release",
    ];

    // Signed in with every role, from the first pages along all links, as far as they lead to another kind of page.
    [Fact]
    public async Task NoPageIsWiderThanItsWindowAndTablesShowAllTheyHave()
    {
        var staff = await site.Site.StaffAsync(RoleNames.Every);
        var records = await FillAsync(staff);
        await using var context = await site.Site.ContextAsync(roles: RoleNames.Every);
        var page = await context.NewPageAsync();
        var (waiting, kinds, problems) = (new Queue<string>(Begin), new Dictionary<string, int>(), new List<string>());
        var seen = new HashSet<string>(Begin, StringComparer.Ordinal);
        for (var count = 0; count < Most && waiting.TryDequeue(out var address); count++)
        {
            await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
            foreach (var width in Widths)
            {
                await page.SetViewportSizeAsync(width, 800);
                problems.AddRange((await page.EvaluateAsync<string[]>(Look)).Select(problem => $"{address} at {width}: {problem}"));
            }

            foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"))
            {
                var kind = Varying().Replace(link, "*");
                // The records of the tally have no content to be shown.
                if (!File().IsMatch(link) && (Number().Match(link) is not { Success: true, Value: var number }
                    || records.Contains(number)) && kinds.GetValueOrDefault(kind) < 2 && seen.Add(link))
                {
                    kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                    waiting.Enqueue(link);
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Contains(kinds.Keys, kind => kind.Contains("/logic/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheCheckItselfSeesWhatIsWrong()
    {
        await using var context = await site.Site.ContextAsync(width: 375, roles: Roles.None);
        var page = await context.NewPageAsync();
        foreach (var (content, expected) in new[]
        {
            ("<p style='width:900px'>wide</p>", "sideways"),
                ("<div style='overflow:auto'><table><tr><td style='min-width:600px'>a</td><td>b</td></tr></table></div>", "not seen"),
            ("<svg><text x='0' y='20'>One</text><text x='5' y='20'>Two</text></svg>", "over"), ("<p>It ends.Here it begins.</p>", "glued"),
                ("<p>9 NYCRR 8.170It could be.</p>", "glued"),
        })
        {
            await page.SetContentAsync($"<html><body><main>{content}</main></body></html>");
            Assert.Contains(await page.EvaluateAsync<string[]>(Look), problem => problem.Contains(expected, StringComparison.Ordinal));
        }
    }

    // A record that was corrected, followed up and approved; one that waits; a key; a draft.
    private static async Task<IReadOnlyList<string>> FillAsync(StaffClient staff)
    {
        var numbers = new List<string>();
        foreach (var paper in (string[])["i-247a", "i-247g"])
        {
            using var kept = await staff.PostAsync("/records", "/account", ("on", "2025-02-01"), ("paper", paper), ("note",
                "A note with_a_very_long_word_that_no_line_of_a_phone_can_hold_" + new string('x', 60)));
            numbers.Add(Number().Match(kept.Headers.Location!.ToString()).Value);
        }

        using var followed = await staff.PostAsync($"/records/{numbers[0]}/follow-up", $"/records/{numbers[0]}", ("action", "notify-of-release"), ("choice", "declined"), ("on", "2025-02-03"), ("reason", "No."));
        using var made = await staff.PostAsync("/programs", "/programs", ("name", "Jail management system of the county"), ("scope",
            "comity.decide"), ("scope", "comity.record"), ("until", ""));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var counsel = await staff.ReadAsync("/counsel");
        using var begun = await staff.PostAsync("/counsel/drafts", "/counsel", ("title", "A draft with a rather long title for a phone"),
            ("version", Version().Match(counsel).Groups["digest"].Value));
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        return numbers;
    }

    // What is wrong with the page as it is drawn now.
    private const string Look = """
        () => {
          const problems = [];
          if (document.documentElement.scrollWidth > window.innerWidth) {
            const wide = [...document.querySelectorAll("body *")].filter((part) => part.closest(".scroll") === null && part.getBoundingClientRect().right > window.innerWidth).pop();
            problems.push(`scrolls sideways to ${document.documentElement.scrollWidth}: ${wide?.outerHTML.slice(0, 100)}`);
          }
          const heads = (table) => [...table.querySelectorAll("thead th")].map((th) => [...th.childNodes].filter((n) => n.className !== "unseen").map((n) => n.textContent).join("").trim());
          for (const table of document.querySelectorAll("table:not(.cells)")) {
            for (const cell of table.querySelectorAll("tbody td")) {
              const box = cell.getBoundingClientRect();
              if (window.innerWidth < 640 && box.width > 0 && (box.right > window.innerWidth || box.left < 0)) problems.push(`not seen: ${cell.textContent.trim().slice(0, 40)}`);
              const labels = heads(table).filter((head) => head !== "");
              const label = cell.getAttribute("data-label");
              if (label === null ? cell.textContent.trim() !== "" && cell.querySelector("form") === null && labels.length > 0 : !labels.includes(label)) problems.push(`cell without its heading: ${label} in ${labels}`);
            }
          }
          for (const chart of document.querySelectorAll("svg, .bars, .ends")) {
            const texts = [...chart.querySelectorAll("text, span")].map((text) => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
            texts.forEach(([one, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
              const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
              if (over && chart.closest("svg.graph") === null) problems.push(`printed over each other: ${one} / ${other}`);
            }));
          }
          const glued = /[a-záéíóúñ)”][.?!;:][A-ZÁÉÍÓÚÑ][a-záéíóúñ]|[0-9][A-ZÁÉÍÓÚÑ][a-záéíóúñ]+|[a-z)] [,.;](\s|$)|,[A-Za-z]/;
          for (const block of document.querySelectorAll("p, li, dd, dt, h1, h2, h3, caption, legend, label, summary, td, th, a, figcaption")) {
            if (block.closest("pre, code, .note, dd.note, .cite") !== null) continue;
            const text = block.innerText?.replace(/\s+/g, " ") ?? "";
            const found = glued.exec(text);
            if (found !== null && block.querySelector("p, li, div, code, .cite, textarea") === null) problems.push(`glued: ${text.slice(Math.max(0, found.index - 30), found.index + 30)}`);
          }
          return problems;
        }
        """;

    [GeneratedRegex("[0-9]{4}-[0-9]{6}")]
    private static partial Regex Number();

    [GeneratedRegex("""<option value="(?<digest>sha256:[0-9a-f]+)""")]
    private static partial Regex Version();

    // Two pages of a kind are enough: of two records, of two days, of two provisions.
    [GeneratedRegex("[0-9]{4}-[0-9]{6}|[0-9a-f]{16,}|(?<==)[^&]*|(?<=/logic/)[^/?]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex Varying();

    [GeneratedRegex("""\.(csv|json|xlsx|dmn)|/archive|/proof/|/log/|/versions/|/sign-in/agency""")]
    private static partial Regex File();
}
