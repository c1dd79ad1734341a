using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>What every page must be.</summary>
internal static class Checks
{
    /// <summary><see cref="AccessibleAsync"/> where the page has scripts, without which axe cannot run; pictures for print as well where they are asked for.</summary>
    public static async Task LooksGoodAsync(IPage page, bool javaScript)
    {
        if (!javaScript)
        {
            return;
        }

        await AccessibleAsync(page);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Light });
        await PictureAsync(page, "print");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
    }

    /// <summary>Axe (which needs a context with scripts) finds nothing in light and dark, nothing scrolls sideways at 320 px, and there is one first heading. Where <c>COMITY_SHOTS</c> names a folder, pictures are put there to be looked at.</summary>
    public static async Task AccessibleAsync(IPage page)
    {
        var before = page.ViewportSize!;
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 320) })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, before.Height);
            await PictureAsync(page, $"{width}");

            var result = await page.RunAxe();
            Assert.True(result.Violations.Length == 0, string.Join("\n", result.Violations.Select(violation => $"{page.Url} {scheme} {width}: {violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}")));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{page.Url} scrolls sideways at {width} px.");
            Assert.Equal(1, await page.Locator("h1").CountAsync());
        }

        await page.SetViewportSizeAsync(before.Width, before.Height);
    }

    /// <summary>Where <c>COMITY_PICTURES</c> names the folder of the documents' pictures, the top of the page becomes one of them.</summary>
    public static async Task DocumentAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("COMITY_PICTURES") is { Length: > 0 } folder)
        {
            var before = page.ViewportSize!;
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
            await page.SetViewportSizeAsync(1000, 1060);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
            await page.SetViewportSizeAsync(before.Width, before.Height);
        }
    }

    private static async Task PictureAsync(IPage page, string how)
    {
        if (Environment.GetEnvironmentVariable("COMITY_SHOTS") is { Length: > 0 } shots)
        {
            var name = string.Concat(new Uri(page.Url).AbsolutePath.Take(24).Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, $"{name}-{how}-{Guid.NewGuid().ToString("N")[..4]}.png"), FullPage = true });
        }
    }
}
