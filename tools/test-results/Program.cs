using Functron.TestResults;

// test-results FOLDER: adds up what a run of tests left in the folder, and prints it. The last line is "N passed, N failed".
// Ends with 0 when at least one test passed and nothing failed.
if (args is not [var folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: test-results FOLDER, with NAME.trx and NAME.status of each test run, and failures.txt");
    return 64;
}

var sum = Sum.Of(ResultFolder.Read(folder));
Report.Write(sum, Console.Out);
return sum is { Passed: > 0, Failures.Count: 0 } ? 0 : 1;
