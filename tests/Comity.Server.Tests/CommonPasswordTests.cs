using Comity.Server.Access;

namespace Comity.Server.Tests;

/// <summary>Which passwords are refused because they are guessed first.</summary>
public sealed class CommonPasswordTests
{
    [Theory]
    [InlineData("password1234")]
    [InlineData("123456789012")]
    [InlineData("Password123!")]
    [InlineData("qwertyuiop12")]
    [InlineData("letmeinletmein")]
    [InlineData("passwordpassword")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("pass word 1234")]
    [InlineData("!!!Welcome2026")]
    [InlineData("iloveyou2026!")]
    [InlineData("Sunshine12345")]
    [InlineData("adminadmin123")]
    [InlineData("abcdefghijklm")]
    [InlineData("zyxwvutsrqpo")]
    [InlineData("asdfghjkl123")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("abcabcabcabc")]
    [InlineData("dragonmaster1")]
    [InlineData("comity123456")]
    [InlineData("111122223333")]
    public void OneThatIsGuessedFirstIsRefused(string password) => Assert.True(CommonPasswords.IsCommon(password));

    [Theory]
    [InlineData(TestServer.Password)]
    [InlineData("a long enough word")]
    [InlineData("another long word")]
    [InlineData("wet lantern cupboard")]
    [InlineData("Kx7-trelm-9vQp")]
    [InlineData("ÿ̈ñandú y lluvia")]
    [InlineData("")]
    public void AnotherIsNot(string password) => Assert.False(CommonPasswords.IsCommon(password));
}
