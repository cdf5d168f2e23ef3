export declare const grave: RegExp;
export declare const changing: RegExp;
